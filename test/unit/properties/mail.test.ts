import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../../src/core/base/plainText';
import { decodeEncodedWords } from '../../../src/core/mail/encodedWords';
import { foldMail } from '../../../src/core/mail/foldMail';
import { blocks, deviceLines, originals, prefixedReplies, replies } from '../mail/support/mails';
import { badText, many } from './support/badValues';

const structure = fc.constantFrom(
  ...[...Object.values(replies), ...Object.values(prefixedReplies), ...Object.values(blocks)],
  ...[...Object.values(originals), ...deviceLines, '-- ', '--', '---', '________________________________'],
  ...['> quoted', '>> older', '>', '', '   ', '\r', 'De: R$ 100', 'Para: R$ 120', 'On Monday I wrote:'],
);
const line = fc.oneof(structure, badText);
const mail = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));

/** Words that no client writes around a quotation, and no two lines that look like a prompt or a delimiter. */
const ownLine = fc
  .array(
    fc.constantFrom(
      'the',
      'parcel',
      'came',
      'R$ 100',
      'até',
      'hoje,',
      'wir',
      'warten',
      '10:21',
      '2024',
      '(5)',
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((words) => words.join(' '));
const ownText = fc.array(ownLine, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));

describe('any e-mail', () => {
  it('is folded into segments that are exactly its text, none blank, with text of the author among them', () => {
    fc.assert(
      fc.property(mail, (text) => {
        const segments = foldMail(text);
        assert.equal(segments.map((segment) => segment.text).join(''), text);
        segments.forEach(({ kind }, at) => assert.notEqual(kind, segments[at + 1]?.kind ?? ''));
        if (text.trim() === '') return;
        assert.ok(segments.every((segment) => segment.text.trim() !== ''));
        assert.ok(segments.some((segment) => segment.kind === 'text' && segment.text.trim() !== ''));
      }),
      many,
    );
  });

  it('shows all of the author’s text above a quotation, and folds all of the quotation', () => {
    const quotation = fc.constantFrom(
      ...Object.values(replies),
      ...Object.values(blocks),
      ...Object.values(originals),
    );
    fc.assert(
      fc.property(ownText, quotation, fc.array(badText, { maxLength: 5 }), (own, head, older) => {
        const segments = foldMail(`${own}\n\n${head}\n\nEarlier.\n${older.join('\n')}`);
        assert.deepEqual(segments[0], { kind: 'text', text: `${own}\n\n` });
        assert.deepEqual(
          segments.map(({ kind }) => kind),
          ['text', 'quote'],
        );
      }),
      many,
    );
  });

  it('shows everything if no client has left a mark in it', () => {
    fc.assert(
      fc.property(ownText, (text) => {
        assert.deepEqual(foldMail(text), [{ kind: 'text', text }]);
      }),
      many,
    );
  });
});

describe('any subject', () => {
  it('is decoded without an error, also one that encodes anything', () => {
    fc.assert(
      fc.property(badText, (text) => {
        assert.equal(typeof decodeEncodedWords(text), 'string');
        const base64 = Buffer.from(text).toString('base64');
        const plain = plainText(decodeEncodedWords(`=?UTF-8?B?${base64}?=`));
        assert.doesNotMatch(plain, /[\u202a-\u202e\u0000-\u0008\u007f-\u009f]/);
      }),
      many,
    );
  });

  it('is the text that was encoded, however it was split into words', () => {
    const wordy = fc.stringMatching(/^[a-zäöüßçãõéñłşğ日本語😀 ]{1,60}$/u);
    fc.assert(
      fc.property(
        wordy,
        fc.integer({ min: 3, max: 30 }),
        fc.constantFrom('q', 'Q', 'b', 'B'),
        (text, size, how) => {
          const bytes = Buffer.from(text);
          const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );
          const encoded = parts.map((part) => {
            const hex = [...part]
              .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
              .join('');
            return `=?utf-8?${how}?${how.toLowerCase() === 'q' ? hex : part.toString('base64')}?=`;
          });
          assert.equal(decodeEncodedWords(encoded.join('\r\n ')), text);
        },
      ),
      many,
    );
  });
});
