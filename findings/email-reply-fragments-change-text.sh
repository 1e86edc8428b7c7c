#!/usr/bin/env bash
# email-reply-parser 2.3.9.
#
# Behaviour: the fragments of a message are not its text. A name in the attribution line is inserted with
# String.replace(), so "$$" in it becomes "$", and "$&" is replaced with the whole line up to there: the
# sender appears with another name. White space at the ends of lines is removed, also from the delimiter of a
# signature and from Markdown, in which two spaces break a line.
#
# Output seen:
#   Ca$$h Shop: "On 5 Mar 2024 at 10:21, Ca$h Shop <ana@example.com> wrote:\n> earlier"
#   Soap $& Co: "On 5 Mar 2024 at 10:21, Soap On 5 Mar 2024 at 10:21, Soap $& Co <ana@example.com> wrote: Co ..."
#   ends of lines: "Rua Augusta 1\nLisboa\n"
#
# Why it matters here: what is folded must be shown exactly as it was written when it is opened, and positions
# in the fragments are not positions in the message. Required: ask the library about single lines, and cut
# the message itself.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact email-reply-parser@2.3.9 >/dev/null

cat >check.mjs <<'JS'
import assert from 'node:assert/strict';
import EmailReplyParser from 'email-reply-parser';

const fragments = (text) => new EmailReplyParser().read(text).getFragments();
const quoted = (name) =>
  fragments(`OK.\n\nOn 5 Mar 2024 at 10:21, ${name} <ana@example.com> wrote:\n> earlier`)
    .filter((fragment) => fragment.isQuoted())
    .map((fragment) => fragment.getContent())
    .join('');
const lines = [
  ...['Ca$$h Shop', 'Soap $& Co'].map((name) => `${name}: ${JSON.stringify(quoted(name))}`),
  `ends of lines: ${JSON.stringify(
    fragments('Rua Augusta 1  \nLisboa\t\n')
      .map((fragment) => fragment.getContent())
      .join(''),
  )}`,
];
console.log(lines.join('\n'));
const start = 'On 5 Mar 2024 at 10:21, ';
const whole = `${start}Soap $& Co <ana@example.com> wrote:`;
assert.deepEqual(lines, [
  `Ca$$h Shop: ${JSON.stringify(`${start}Ca$h Shop <ana@example.com> wrote:\n> earlier`)}`,
  `Soap $& Co: ${JSON.stringify(`${start}Soap ${whole} Co <ana@example.com> wrote:\n> earlier`)}`,
  'ends of lines: "Rua Augusta 1\\nLisboa\\n"',
]);
JS

timeout --foreground 55 node check.mjs
