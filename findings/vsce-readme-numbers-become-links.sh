#!/usr/bin/env bash
# @vscode/vsce 4.1.0.
#
# Behaviour: packaging an extension rewrites its README and CHANGELOG, by default and without a message, wherever a text
# looks like an issue of its GitHub repository: "#4711" becomes a link to issue 4711, and so does a colour of digits
# only. In a block of code, where no link can be, the brackets and the address of the link are then what the reader sees
# and copies. "name/word#5" becomes an issue of another repository. Inline code and text in parentheses stay. A link
# with the scheme `command:` or `tel:` gets the repository's address in front, although `mailto:` does not.
# Expected: code stays as it is, and links with a scheme are not relative.
#
# Output seen, of the README in the package, with REPO for the address of the repository:
#   Answer ticket [#4711](REPO/issues/4711), or `#4712` or (#4713).
#   livechat open [#4714](REPO/issues/4714)
#   color: [#224466](REPO/issues/224466)
#   Queue [support/chats#5](https://github.com/support/chats/issues/5).
#   [Call](REPO/blob/HEAD/tel:+4930123456), [write](mailto:help@example.com)
#   with --no-gitHubIssueLinking: livechat open #4714
#
# Why it matters here: an extension for a help desk writes ticket numbers and chat ids in its documentation, and nobody
# looks at the copy in the package. The README and the CHANGELOG have none; one that is added must not begin with "#",
# or `scripts/workbench/packageExtension.mjs` must pass the option.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @vscode/vsce@4.1.0 >/dev/null

mkdir extension
cat >extension/package.json <<'JSON'
{ "name": "desk", "publisher": "probe", "version": "1.0.0", "engines": { "vscode": "^1.104.0" }, "license": "MIT",
  "repository": { "type": "git", "url": "https://github.com/example/desk.git" } }
JSON
echo MIT >extension/LICENSE
cat >extension/README.md <<'MD'
# Desk

Answer ticket #4711, or `#4712` or (#4713).

```sh
livechat open #4714
```

```css
color: #224466
```

Queue support/chats#5.

[Call](tel:+4930123456), [write](mailto:help@example.com)
MD

cat >check.mjs <<'JS'
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const require = createRequire(createRequire(import.meta.url).resolve('@vscode/vsce/package.json'));
const yauzl = require('yauzl');
async function readmeOf(...options) {
  execFileSync('../node_modules/.bin/vsce', ['package', '--out', '../desk.vsix', ...options], { cwd: 'extension', stdio: 'ignore' });
  const file = await promisify(yauzl.open)('desk.vsix', { lazyEntries: true, autoClose: false });
  for (;;) {
    file.readEntry();
    const entry = await new Promise((resolve) => file.once('entry', resolve));
    if (entry.fileName !== 'extension/readme.md') continue;
    const text = await buffer(await promisify(file.openReadStream.bind(file))(entry));
    file.close();
    return `${text}`.replaceAll('https://github.com/example/desk', 'REPO').split('\n');
  }
}
const lines = (await readmeOf()).filter((line) => /^(Answer|livechat|color|Queue|\[Call)/.test(line));
const plain = (await readmeOf('--no-gitHubIssueLinking')).find((line) => line.startsWith('livechat'));
lines.push(`with --no-gitHubIssueLinking: ${plain}`);
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'Answer ticket [#4711](REPO/issues/4711), or `#4712` or (#4713).',
  'livechat open [#4714](REPO/issues/4714)',
  'color: [#224466](REPO/issues/224466)',
  'Queue [support/chats#5](https://github.com/support/chats/issues/5).',
  '[Call](REPO/blob/HEAD/tel:+4930123456), [write](mailto:help@example.com)',
  'with --no-gitHubIssueLinking: livechat open #4714',
]);
JS

timeout --foreground 90 node check.mjs
