#!/usr/bin/env bash
# postal-mime 4.0.0, libmime 5.6.4, rfc2047 4.0.1.
#
# Behaviour: mail programs split long subjects into several encoded words, often inside a character and with
# the charset spelled differently. No library decodes all of these. Where one fails, postal-mime and libmime
# return replacement characters, so the bytes are lost; rfc2047 returns the words, but without the space that
# was between them, so that they cannot be decoded later either. An unknown charset is read as windows-1252
# by postal-mime, without a sign.
#
# Output seen (postal-mime | libmime | rfc2047):
#   character split between padded B words: 日���語 | 日本語 | =?utf-8?B?5pel5g==?==?utf-8?B?nKzoqp4=?=
#   character split between a B and a Q word: aa�� | aa�� | =?utf-8?B?YWHD?==?utf-8?Q?=A7?=
#   charset in two spellings: R��ckgabe | Rückgabe | =?UTF-8?Q?R=C3?==?utf-8?Q?=BCckgabe?=
#   language tag: Rück | Rück | =?utf-8*de?Q?R=C3=BCck?=
#   unknown charset: aé | a� | =?no-such-charset?Q?a=E9?=
#
# Why it matters here: subjects and names of tickets are decoded for rows, notifications and the search.
# Required: rewrite adjacent words as Q words with one spelling of the charset before decoding, check that the
# charset is known, and keep the original where a replacement character appears.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  postal-mime@4.0.0 libmime@5.6.4 rfc2047@4.0.1 >/dev/null

cat >check.mjs <<'JS'
import assert from 'node:assert/strict';
import libmime from 'libmime';
import { decodeWords } from 'postal-mime';
import rfc2047 from 'rfc2047';

const subjects = {
  'character split between padded B words': '=?utf-8?B?5pel5g==?= =?utf-8?B?nKzoqp4=?=',
  'character split between a B and a Q word': '=?utf-8?B?YWHD?= =?utf-8?Q?=A7?=',
  'charset in two spellings': '=?UTF-8?Q?R=C3?= =?utf-8?Q?=BCckgabe?=',
  'language tag': '=?utf-8*de?Q?R=C3=BCck?=',
  'unknown charset': '=?no-such-charset?Q?a=E9?=',
};
const decoders = [decodeWords, (text) => libmime.decodeWords(text), rfc2047.decode];
const lines = Object.entries(subjects).map(
  ([name, subject]) => `${name}: ${decoders.map((decode) => decode(subject)).join(' | ')}`,
);
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'character split between padded B words: 日\ufffd\ufffd\ufffd語 | 日本語 | =?utf-8?B?5pel5g==?==?utf-8?B?nKzoqp4=?=',
  'character split between a B and a Q word: aa\ufffd\ufffd | aa\ufffd\ufffd | =?utf-8?B?YWHD?==?utf-8?Q?=A7?=',
  'charset in two spellings: R\ufffd\ufffdckgabe | Rückgabe | =?UTF-8?Q?R=C3?==?utf-8?Q?=BCckgabe?=',
  'language tag: Rück | Rück | =?utf-8*de?Q?R=C3=BCck?=',
  'unknown charset: aé | a\ufffd | =?no-such-charset?Q?a=E9?=',
]);
JS

timeout --foreground 55 node check.mjs
