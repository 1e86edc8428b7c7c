import assert from 'node:assert/strict';
import {
  countRemoved,
  isolateRtl,
  escapeIcons,
  escapePrompt,
  hasText,
  joinedTexts,
  oneLine,
  plainText,
  withoutText,
} from '../../../src/core/base/plainText';
import { assertLinear } from '../support/growth';

describe('plainText', () => {
  it('removes characters that change the reading direction', () => {
    assert.equal(plainText('invoice\u202efdp.exe \u2066x\u2069 \u200e\u200f\u061c'), 'invoicefdp.exe x ');
  });

  it('removes invisible characters', () => {
    assert.equal(plainText('Pass\u200bword\ufeff\u00ad\u2060 \u{e0041}x\ufff9'), 'Password x');
  });

  it('removes control characters except line breaks and tabs, and recognizes all line breaks', () => {
    assert.equal(plainText('\u001b[31mred\u0007\u0000\u0085next'), '[31mred\nnext');
    assert.equal(plainText('a\r\nb\rc\u2028d\u2029e\tf'), 'a\nb\nc\nd\ne\tf');
  });

  it('keeps scripts and emoji intact', () => {
    for (const text of ['Olá, ação', 'نص عربي', 'می‌خواهم', 'क्‍ष', '👩‍👩‍👧‍👦🏳️‍🌈', 'Z̸̨͎͍̈́a̷̙͂l̶͇̎', '日本語']) {
      assert.equal(plainText(text), text);
    }
  });

  it('removes blank characters that are not default-ignorable', () => {
    assert.equal(plainText('a\u2800b\u{13437}c\u{1d159}d\u{16fe4}e\u{e0fff}f'), 'abcdef');
  });

  it('keeps a variation selector only after an emoji and in a keycap', () => {
    for (const text of ['❤️', '☎︎', '1️⃣ #️⃣', '❤️‍🔥', '👩🏽‍💻', '🏳️‍⚧️']) assert.equal(plainText(text), text);
    assert.equal(plainText('a\ufe0fb 1\ufe0f2 \ufe0e❤\ufe0f\ufe0f\ufe0e ❤\ufe05'), 'ab 12 ❤\ufe0f ❤');
  });

  it('keeps a joiner only if it has a visible effect, and never two in a row', () => {
    for (const text of ['می\u200cخواهم', 'ක්\u200dරි', 'র\u200d্য', 'ന്\u200dമ'])
      assert.equal(plainText(text), text);
    const hidden = [
      'ab\u200cc',
      'x\u200dy',
      'می\u200c\u200cخ',
      'क्\u200d\u200cष',
      '👩\u200d\u200d💻',
      '👩\u200d ',
      '漢\u200c字',
    ];
    for (const text of hidden) assert.doesNotMatch(plainText(text), /[\u200c\u200d]/, JSON.stringify(text));
  });

  it('counts removed characters, except line breaks', () => {
    assert.equal(countRemoved('a\r\nb\u2028c 👩‍💻 می‌خواهم'), 0);
    assert.equal(countRemoved('Thanks!\u{e0141}\u200b\u0007'), 3);
  });

  it('is idempotent', () => {
    const text = 'a\u202e\u200b\r\n\u0007 \u{e0041}b';
    assert.equal(plainText(plainText(text)), plainText(text));
  });
});

describe('oneLine', () => {
  it('joins several lines', () => {
    assert.equal(oneLine('  First\r\n\n\tsecond   third '), 'First second third');
  });

  it('truncates long texts between characters', () => {
    assert.equal(oneLine('abcdef', 6), 'abcdef');
    assert.equal(oneLine('abcdefg', 6), 'abcde…');
    assert.equal(oneLine('abcd efg', 6), 'abcd…');
    assert.equal(oneLine('👩‍👩‍👧‍👦'.repeat(3), 2), '👩‍👩‍👧‍👦…');
  });

  it('drops a joiner that lost its letter at the cut', () => {
    for (const joiner of ['\u200c', '\u200d']) {
      const cut = oneLine(`a\u06a9${joiner}\u06a9\u06a9`, 3);
      assert.equal(cut, 'a\u06a9…');
      assert.equal(oneLine(cut, 3), cut);
    }
  });

  it('truncates a text of megabytes in linear time', () => {
    for (const part of ['x', ' ', '\u200d', '👩‍👩‍👧', 'ب\u200c']) {
      assertLinear((size) => {
        assert.match(oneLine(`ab ${part.repeat(size / part.length)}`, 60), /^ab.*…$/);
      }, 200_000);
    }
  });
});

describe('noIcons', () => {
  it('escapes whatever could be an icon, and changes nothing else', () => {
    assert.equal(escapeIcons('$(error) $(sync~spin) $5 $ (x)'), '\\$(error) \\$(sync~spin) $5 $ (x)');
  });
});

describe('a prompt', () => {
  it('shows icons and links of others as typed', () => {
    assert.equal(
      escapePrompt('to $(verified-filled) Staff [click](command:x) $5'),
      'to \\$(verified-filled) Staff [click] (command:x) $5',
    );
  });
});

describe('isolated', () => {
  it('isolates right-to-left text, and leaves others unchanged', () => {
    assert.equal(isolateRtl('نور'), '\u2068نور\u2069');
    assert.equal(isolateRtl('Nora 星野'), 'Nora 星野');
  });
});

describe('texts that are put together', () => {
  it('are taken apart only where each has lines of its own', () => {
    for (const [text, rest] of [
      ['Hello', ''],
      ['Hello\nMore', 'More'],
      ['Before\nHello', 'Before'],
      ['Before\nHello\nMore', 'Before\nMore'],
      ['Hello\n\nMore', '\nMore'],
    ] as const) {
      assert.deepEqual([hasText(text, 'Hello'), withoutText(text, 'Hello')], [true, rest]);
    }
    for (const text of ['', 'Hello, and more', 'Say Hello', 'HelloHello'])
      assert.deepEqual([hasText(text, 'Hello'), withoutText(text, 'Hello')], [false, text]);
    // Nothing was sent: a blank line stays.
    for (const text of ['', 'a\n\nb', '\na\n']) assert.equal(withoutText(text, ''), text);
  });

  it('are joined once', () => {
    assert.equal(joinedTexts('Hello', 'More'), 'Hello\nMore');
    assert.equal(joinedTexts('Hello', 'Hello\nMore'), 'Hello\nMore');
    assert.deepEqual([joinedTexts('', 'More'), joinedTexts('Hello', '')], ['More', 'Hello']);
  });
});
