#!/usr/bin/env bash
# postal-mime 4.0.0, email-reply-parser 2.3.9; mailparser 3.14.2 as the control.
#
# Behaviour: in a mail with `format=flowed`, which Thunderbird and others send, a line that ends with a space goes on in
# the next one, unless that has another depth of quotation (RFC 3676, 4.5). postal-mime joins lines without looking at
# the ">" in front of them.
#  - The quotation sign of a line that was joined stays in the middle of the sentence.
#  - Where a quoted line ends with a space, the answer below it becomes a part of the quotation, and an answer that ends
#    with a space takes the quoted line below it along.
#  - A library that leaves out quotations, such as email-reply-parser, then leaves out the answers as well.
# Expected: as mailparser does, which joins lines of the same depth and writes the sign once.
#
# Output seen, for two questions with an answer below each:
#   mailparser: "> Which of the lamps is broken?\nThe left one.\n> Since when? \nSince Monday."
#   mailparser, then without quotations: "The left one.\nSince Monday."
#   postal-mime: "> Which of the > lamps is broken?\nThe left one.\n> Since when? Since Monday."
#   postal-mime, then without quotations: "The left one."
#   postal-mime, two depths: ">> Do you >> have it? > Yes."; mailparser: ">> Do you have it? \n> Yes."
#
# Why it matters here: customers answer between the lines of an agent's mail, and an answer that is shown as a quotation
# is folded, or missing for a language model. The extension gets texts from HelpDesk, which has read the mails, uses
# postal-mime for encoded words alone (`src/core/mail/encodedWords.ts`), and keeps what it folds one click away.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact postal-mime@4.0.0 mailparser@3.14.2 email-reply-parser@2.3.9 >/dev/null

cat >check.mjs <<'JS'
import assert from 'node:assert/strict';
import EmailReplyParser from 'email-reply-parser';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

const mail = (...lines) =>
  [
    'From: Customer <customer@example.com>',
    'To: Support <support@example.com>',
    'Subject: Re: Order',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8; format=flowed',
    '',
    ...lines,
    '',
  ].join('\r\n');
const ways = {
  mailparser: async (text) => (await simpleParser(text)).text.trim(),
  'postal-mime': async (text) => (await PostalMime.parse(text)).text.trim(),
};

const answers = mail('> Which of the ', '> lamps is broken?', 'The left one.', '> Since when? ', 'Since Monday.');
const depths = mail('>> Do you ', '>> have it? ', '> Yes.');
const lines = [];
for (const [name, read] of Object.entries(ways)) {
  const text = await read(answers);
  lines.push(`${name}: ${JSON.stringify(text)}`);
  const visible = new EmailReplyParser().read(text).getVisibleText().trim();
  lines.push(`${name}, then without quotations: ${JSON.stringify(visible)}`);
}
lines.push(
  `postal-mime, two depths: ${JSON.stringify(await ways['postal-mime'](depths))}; mailparser: ${JSON.stringify(await ways.mailparser(depths))}`,
);
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  String.raw`mailparser: "> Which of the lamps is broken?\nThe left one.\n> Since when? \nSince Monday."`,
  String.raw`mailparser, then without quotations: "The left one.\nSince Monday."`,
  String.raw`postal-mime: "> Which of the > lamps is broken?\nThe left one.\n> Since when? Since Monday."`,
  String.raw`postal-mime, then without quotations: "The left one."`,
  String.raw`postal-mime, two depths: ">> Do you >> have it? > Yes."; mailparser: ">> Do you have it? \n> Yes."`,
]);
JS

timeout --foreground 30 node check.mjs
