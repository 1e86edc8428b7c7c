import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { time } from '../../../src/core/api/decode';
import { isolateRtl, escapeIcons, oneLine, plainText } from '../../../src/core/base/plainText';
import { many, badText } from './support/badValues';

const deceiving =
  /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/;

describe('any text of a customer', () => {
  it('is shown without deceptive characters, and cleaning is idempotent', () => {
    fc.assert(
      fc.property(badText, (text) => {
        const plain = plainText(text);
        assert.doesNotMatch(plain, deceiving);
        assert.equal(plainText(plain), plain);
      }),
      many,
    );
  });

  it('contains no characters without a glyph', () => {
    const all = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((character) => /\p{Default_Ignorable_Code_Point}/u.test(character));
    assert.ok(all.length > 4_000);
    for (const character of all) {
      for (const text of [
        `Thanks!${character}`,
        `${character}Hi`,
        `a${character}b`,
        `7${character}${character}`,
      ]) {
        assert.equal(plainText(text), text.replaceAll(character, ''), character.codePointAt(0)?.toString(16));
      }
    }
    const smuggled = fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(smuggled, (characters) => {
        assert.equal(
          plainText(`Thank${characters.join('')} you${characters.join('s')}`).replaceAll('s', ''),
          'Thank you',
        );
      }),
      many,
    );
  });

  it('fits on one line of the requested length', () => {
    const segmenter = new Intl.Segmenter();
    fc.assert(
      fc.property(badText, fc.integer({ min: 1, max: 60 }), (text, length) => {
        const line = oneLine(text.repeat(3), length);
        assert.doesNotMatch(line, /[\n\r\u2028\u2029]/);
        assert.ok([...segmenter.segment(line)].length <= length, JSON.stringify(line));
        assert.equal(oneLine(line, length), line);
      }),
      many,
    );
  });

  it('yields no icons', () => {
    fc.assert(
      fc.property(badText, fc.constantFrom('$(', '\\$(', '$(x)', '$'), (text, icon) => {
        assert.doesNotMatch(escapeIcons(`${text}${icon}x)`), /(^|[^\\])\$\(/);
      }),
      many,
    );
  });

  it('does not reorder the text beside it', () => {
    fc.assert(
      fc.property(badText, (text) => {
        const shown = isolateRtl(plainText(text));
        assert.equal(shown.startsWith('\u2068'), shown.endsWith('\u2069'));
      }),
      many,
    );
  });
});

describe('a time', () => {
  it('is equal in every notation', () => {
    const ms = fc
      .integer({ min: 1_000, max: Date.UTC(2099, 11, 31) })
      .map((value) => value - (value % 1_000));
    fc.assert(
      fc.property(ms, (at) => {
        const iso = new Date(at).toISOString();
        const forms = [
          iso,
          iso.replace('.000Z', 'Z'),
          iso.replace('.000Z', ''),
          iso.replace('.000Z', '+00:00'),
          at / 1_000,
          String(at / 1_000),
        ];
        for (const form of forms) assert.equal(v.parse(time, form), iso, String(form));
      }),
      many,
    );
  });

  it('is decoded from any text or rejected', () => {
    const digits = fc.string({
      unit: fc.constantFrom('0', '1', '2', '9', '-', ':', 'T', 'Z', '.', '+', ' '),
    });
    fc.assert(
      fc.property(fc.oneof(badText, digits), (text) => {
        const found = v.safeParse(time, text);
        if (found.success) assert.equal(new Date(found.output).toISOString(), found.output);
      }),
      many,
    );
  });
});
