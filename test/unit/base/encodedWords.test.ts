import assert from 'node:assert/strict';
import { decodeEncodedWords } from '../../../src/core/base/encodedWords';

describe('Encoded words of e-mail headers', () => {
  for (const [encoded, decoded] of [
    ['=?utf-8?Q?R=C3=BCckgabe?=', 'Rückgabe'],
    ['Re: =?UTF-8?B?5pel5pys6Kqe?= order', 'Re: 日本語 order'],
    ['=?iso-8859-1?q?caf=E9_au_lait?=', 'café au lait'],
    ['=?utf-8?Q?R=C3?= =?utf-8?Q?=BCckgabe?=', 'Rückgabe'],
    ['=?utf-8*de?Q?R=C3=BCck?=', 'Rück'],
    ['=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=', 'aé'],
  ] as const) {
    it(`are decoded: ${encoded}`, () => assert.equal(decodeEncodedWords(encoded), decoded));
  }

  for (const text of [
    'Rückgabe',
    'a =? b ?= c',
    '=?no-such-charset?Q?a?=',
    '=?utf-8?Q?=FF?=',
    '=?utf-8?X?a?=',
  ]) {
    it(`stay as they are where they cannot be decoded: ${text}`, () =>
      assert.equal(decodeEncodedWords(text), text));
  }
});
