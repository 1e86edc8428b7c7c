#!/usr/bin/env bash
# @vscode/l10n-dev 0.0.35, @vscode/l10n 0.0.18.
#
# Behaviour: the tool that collects the texts of `vscode.l10n.t` for translation leaves out valid calls without a message,
# and writes others down under a key that is never asked for: both texts stay English in every language. Left out are
# texts behind a comment, with `as const`, an object whose keys are quoted, and an object without a `comment`. The escape
# of a character by four hexadecimal digits is read as one of three digits, so that an ellipsis becomes another letter.
# A variable in a template, by contrast, is reported as an error.
# Expected: an error for a call whose text is not understood.
#
# Output seen:
#   plain text: extracted "Ready", translated
#   behind a comment: extracted nothing, not translated
#   behind a comment on its own line: extracted nothing, not translated
#   as const: extracted nothing, not translated
#   object with a comment: extracted "Ready/of a chat", translated
#   object without a comment: extracted nothing, not translated
#   object with quoted keys: extracted nothing, not translated
#   ellipsis as it is: extracted "Wait…", translated
#   ellipsis as an escape: extracted "WaitȂ", not translated
#   é as an escape of two digits: extracted "Até", translated
#
# Why it matters here: all texts are shipped in Brazilian Portuguese, and a test that compares the bundle with the result
# of this tool finds none of these. Each literal text in the code is looked up in the bundle (`test/unit/l10n.test.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @vscode/l10n-dev@0.0.35 @vscode/l10n@0.0.18 >/dev/null

cat >check.mjs <<'JS'
import assert from 'node:assert/strict';
import l10n from '@vscode/l10n';
import { getL10nJson } from '@vscode/l10n-dev';

const calls = {
  'plain text': `l10n.t('Ready')`,
  'behind a comment': `l10n.t(/* of a chat */ 'Ready')`,
  'behind a comment on its own line': `l10n.t(\n  // of a chat\n  'Ready',\n)`,
  'as const': `l10n.t('Ready' as const)`,
  'object with a comment': `l10n.t({ message: 'Ready', comment: 'of a chat' })`,
  'object without a comment': `l10n.t({ message: 'Ready' })`,
  'object with quoted keys': `l10n.t({ 'message': 'Ready', 'comment': 'of a chat' })`,
  'ellipsis as it is': `l10n.t('Wait…')`,
  'ellipsis as an escape': String.raw`l10n.t('Wait\u2026')`,
  'é as an escape of two digits': String.raw`l10n.t('At\xe9')`,
};
const lines = [];
for (const [name, call] of Object.entries(calls)) {
  const found = await getL10nJson([{ extension: '.ts', contents: `import { l10n } from 'vscode';\n${call};` }]);
  const keys = Object.keys(found);
  // What the editor does with the bundle.
  l10n.config({ contents: JSON.stringify(Object.fromEntries(keys.map((key) => [key, 'translated']))) });
  const shown = new Function('l10n', `return ${call.replace(' as const', '')};`)(l10n);
  const result = shown === 'translated' ? shown : 'not translated';
  lines.push(`${name}: extracted ${keys.map((key) => `"${key}"`).join() || 'nothing'}, ${result}`);
}
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'plain text: extracted "Ready", translated',
  'behind a comment: extracted nothing, not translated',
  'behind a comment on its own line: extracted nothing, not translated',
  'as const: extracted nothing, not translated',
  'object with a comment: extracted "Ready/of a chat", translated',
  'object without a comment: extracted nothing, not translated',
  'object with quoted keys: extracted nothing, not translated',
  'ellipsis as it is: extracted "Wait…", translated',
  'ellipsis as an escape: extracted "Wait\u0202", not translated',
  'é as an escape of two digits: extracted "Até", translated',
]);
JS

timeout --foreground 55 node check.mjs
