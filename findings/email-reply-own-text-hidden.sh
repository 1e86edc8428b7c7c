#!/usr/bin/env bash
# email-reply-parser 2.3.7.
#
# Behaviour: text that the author wrote is classified as a quotation or a signature, and getVisibleText()
# omits it: everything after a line of dashes or underscores that divides a message, after a sentence that
# begins with "Sent from my", and after a sentence such as "On Monday I wrote:". The messages contain no ">"
# and no earlier message. Conversely, the attribution line that Gmail puts above a quotation stays visible in
# Turkish, Japanese, Polish, Russian and Chinese, although the quoted lines below it are removed.
#
# Output seen:
#   dashes: "Steps:"
#   underscores: "The log says"
#   sent from: "The parcel was damaged."
#   own sentence: "Order 4711 is still open."
#   header left visible: tr ja pl ru zh; removed: nl
#
# Why it matters here: in these four messages the request to the agent is the part that is omitted. A ticket
# view, an export or the input of a language model must not be built from getVisibleText(). Required: fold
# only lines quoted with ">" or below a complete header block, keep them one click away, and give exports and
# models the full text.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact email-reply-parser@2.3.7 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { default: EmailReplyParser } = require('email-reply-parser');

const visible = (text) => new EmailReplyParser().read(text).getVisibleText().trim();
const own = {
  dashes: 'Steps:\n---\n1. open the cart\n2. press Pay\nIt fails. What shall I do?',
  underscores: 'The log says\n________________________________\nERROR 12\n\nCan you help?',
  'sent from':
    'The parcel was damaged.\nSent from my warehouse on Monday, so it was not us.\nPlease refund.',
  'own sentence':
    'Order 4711 is still open.\n\nOn Monday I wrote:\nplease send it again.\n\nCan you check?',
};
const headers = {
  tr: 'Ana <ana@example.com>, 5 Mar 2024 Sal, 10:21 tarihinde şunu yazdı:',
  ja: '2024年3月5日(火) 10:21 Ana <ana@example.com>:',
  pl: 'wt., 5 mar 2024 o 10:21 Ana <ana@example.com> napisał(a):',
  ru: 'вт, 5 мар. 2024 г. в 10:21, Ana <ana@example.com>:',
  zh: 'Ana <ana@example.com> 于2024年3月5日周二 10:21写道：',
  nl: 'Op di 5 mrt 2024 om 10:21 schreef Ana <ana@example.com>:',
};

const lines = Object.entries(own).map(([name, text]) => `${name}: ${JSON.stringify(visible(text))}`);
const stays = (header) => visible(`OK.\n\n${header}\n\n> earlier\n> text`).includes('ana@example.com');
const left = Object.keys(headers).filter((language) => stays(headers[language]));
const removed = Object.keys(headers).filter((language) => !left.includes(language));
lines.push(`header left visible: ${left.join(' ')}; removed: ${removed.join(' ')}`);
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'dashes: "Steps:"',
  'underscores: "The log says"',
  'sent from: "The parcel was damaged."',
  'own sentence: "Order 4711 is still open."',
  'header left visible: tr ja pl ru zh; removed: nl',
]);
JS

timeout --foreground 55 node check.cjs
