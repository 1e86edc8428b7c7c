import assert from 'node:assert/strict';
import { decodeEncodedWords } from '../../../src/core/mail/encodedWords';

describe('Encoded words of e-mail headers', () => {
  for (const [encoded, decoded] of [
    ['=?utf-8?Q?R=C3=BCckgabe?=', 'Rückgabe'],
    ['Re: =?UTF-8?B?5pel5pys6Kqe?= order', 'Re: 日本語 order'],
    ['=?iso-8859-1?q?caf=E9_au_lait?=', 'café au lait'],
    ['=?utf-8?Q?R=C3?= =?utf-8?Q?=BCckgabe?=', 'Rückgabe'],
    ['=?utf-8*de?Q?R=C3=BCck?=', 'Rück'],
    ['=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=', 'aé'],
    ['=?UTF-8?Q?R=C3?=\r\n =?utf-8?Q?=BCckgabe?=', 'Rückgabe'],
    ['=?utf-8?B?5pel5g==?= =?utf-8?B?nKzoqp4=?=', '日本語'],
    ['=?utf-8?B?YWHD?= =?utf-8?Q?=A7?=', 'aaç'],
    ['=?utf-8?Q?Olá_mundo?= e =?utf-8?Q?mais?=', 'Olá mundo e mais'],
    ['=?ISO-8859-1?Q?Devolu=E7=E3o?=', 'Devolução'],
    ['=?windows-1252?Q?=93Ol=E1=94_=96_=80_5?=', '“Olá” – € 5'],
    ['=?Windows-1252?B?k09s4ZQ=?=', '“Olá”'],
    ['=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['=?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=', '=?utf-8?Q?a?='],
  ] as const) {
    it(`are decoded: ${encoded}`, () => assert.equal(decodeEncodedWords(encoded), decoded));
  }

  for (const text of [
    'Rückgabe',
    'a =? b ?= c',
    '=?no-such-charset?Q?a?=',
    '=?utf-8?Q?=FF?=',
    '=?utf-8?X?a?=',
    '=?UTF-8?B?5pel5pys',
    '=?utf-8?Q?=C3?= and =?utf-8?Q?=BC?=',
  ]) {
    it(`stay as they are where they cannot be decoded: ${text}`, () =>
      assert.equal(decodeEncodedWords(text), text));
  }
});
