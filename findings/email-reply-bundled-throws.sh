#!/usr/bin/env bash
# email-reply-parser 2.3.9, bundled by esbuild 0.28.2 to CommonJS.
#
# Behaviour: the package looks for its optional native engine with createRequire(import.meta.url) while it is
# loaded. A CommonJS bundle has no import.meta, and esbuild does not warn of that inside a package: the build
# succeeds, and the bundle throws as soon as it is loaded, before anything is parsed. With import.meta.url
# defined as __filename it works; the engine is then looked for from where the bundle is.
#
# Output seen:
#   build: 0 warnings
#   load: ERR_INVALID_ARG_VALUE
#   load with import.meta.url = __filename: OK.
#
# Why it matters here: editors load extensions as CommonJS. Required: `define` in esbuild.mjs, and a test that
# runs the bundled library.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact email-reply-parser@2.3.9 esbuild@0.28.2 >/dev/null

cat >mail.mjs <<'JS'
import EmailReplyParser from 'email-reply-parser';
const text = 'OK.\n\nOn 5 Mar 2024 at 10:21, Ana <ana@example.com> wrote:\n> earlier';
console.log(new EmailReplyParser().read(text).getVisibleText().trim());
JS
cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { buildSync } = require('esbuild');

const build = (outfile, define) =>
  buildSync({
    entryPoints: ['mail.mjs'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    define,
    logLevel: 'silent',
  }).warnings;
const run = (file) => {
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  return /code: '(\w+)'/.exec(stderr)?.[1] ?? stdout.trim();
};
const warnings = build('plain.cjs', {});
build('defined.cjs', { 'import.meta.url': '__filename' });
const lines = [
  `build: ${warnings.length} warnings`,
  `load: ${run('plain.cjs')}`,
  `load with import.meta.url = __filename: ${run('defined.cjs')}`,
];
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'build: 0 warnings',
  'load: ERR_INVALID_ARG_VALUE',
  'load with import.meta.url = __filename: OK.',
]);
JS

timeout --foreground 55 node check.cjs
