#!/usr/bin/env bash
# planer 1.2.0, node-email-reply-parser 0.1.4.
#
# Behaviour: one line that begins with "From:", "De:" or "Von:" makes planer drop everything from there to the
# end, whatever follows: prices, days, a route. "Sent:" and the Portuguese "Data:" do not, the English "Date:"
# does. node-email-reply-parser drops everything from the first line that begins with two hyphens or
# underscores, such as an item of a list.
#
# Output seen:
#   planer, prices: "Bom dia."
#   planer, days: "Guten Tag."
#   planer, route: "Hello."
#   planer, Date: "Hello."
#   planer, Data: "Bom dia.\n\nData: 5/3\n\nPodem confirmar?"
#   node-email-reply-parser, list: "Please send"
#   node-email-reply-parser, sum: "Total"
#
# Why it matters here: these messages contain no earlier message, and the question is what is dropped.
# Required: a header block counts only if it is complete: sender, date and subject in one language, with an
# address or a time.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  planer@1.2.0 node-email-reply-parser@0.1.4 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const parse = require('node-email-reply-parser');
const planer = require('planer');

const seen = {
  'planer, prices': planer.extractFrom('Bom dia.\n\nDe: R$ 100\nPara: R$ 120\n\nPodem confirmar?', 'text/plain'),
  'planer, days': planer.extractFrom('Guten Tag.\n\nVon: Montag\nBis: Freitag\n\nGeht das?', 'text/plain'),
  'planer, route': planer.extractFrom('Hello.\n\nFrom: Berlin\nTo: Lisbon\n\nIs that possible?', 'text/plain'),
  'planer, Date': planer.extractFrom('Hello.\n\nDate: March 5\n\nCan you confirm?', 'text/plain'),
  'planer, Data': planer.extractFrom('Bom dia.\n\nData: 5/3\n\nPodem confirmar?', 'text/plain'),
  'node-email-reply-parser, list': parse('Please send\n-- two bags\n-- one box\nThanks.', true),
  'node-email-reply-parser, sum': parse('Total\n____\n120\nIs that right?', true),
};
const lines = Object.entries(seen).map(([name, text]) => `${name}: ${JSON.stringify(text)}`);
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'planer, prices: "Bom dia."',
  'planer, days: "Guten Tag."',
  'planer, route: "Hello."',
  'planer, Date: "Hello."',
  'planer, Data: "Bom dia.\\n\\nData: 5/3\\n\\nPodem confirmar?"',
  'node-email-reply-parser, list: "Please send"',
  'node-email-reply-parser, sum: "Total"',
]);
JS

timeout --foreground 55 node check.cjs
