// `npm run audit:deps`: the licences of every package whose code ships in a bundle, and what npm's registry knows of
// their faults. Fails for a licence that nobody looked at and for a known fault in what ships.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './workbench/project.mjs';

/** Licences that let a package of MIT licence carry the code, with its notice. */
const allowed = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
]);

process.chdir(root);

/**
 * Packages whose files end up in what is built, as the bundler itself says.
 * @returns {Promise<Map<string, { version: string, license: string }>>}
 */
async function shipped() {
  const entries = [
    'src/extension.ts',
    'src/core/tunnel/program/guard.ts',
    ...lazyEntries(),
    ...pageEntries(),
  ];
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'node-rsa'],
    write: false,
    metafile: true,
    outdir: 'dist',
    logLevel: 'error',
  });
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((file) => {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
      return match?.[1] === undefined ? [] : [match[1]];
    }),
  );
  return new Map(
    [...folders].sort().map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
      return [String(name), { version: String(version), license: String(license ?? 'none') }];
    }),
  );
}

/** Bundles that are loaded on first use, as the build names them. */
function lazyEntries() {
  const text = readFileSync('esbuild.mjs', 'utf8');
  const list = /const chunks = \{([^}]*)\}/.exec(text)?.[1] ?? '';
  const files = [...list.matchAll(/'(src\/[^']+)'/g)].map(([, file]) => String(file));
  if (files.length === 0) throw new Error('No chunks are named in esbuild.mjs.');
  return files;
}

function pageEntries() {
  const names = /const pages = \[([^\]]*)\]/.exec(readFileSync('esbuild.mjs', 'utf8'))?.[1] ?? '';
  return [...names.matchAll(/'(\w+)'/g)].map(([, name]) => `src/webview/${name}/main.ts`);
}

/** @param {string} license such as `(MIT OR Apache-2.0)` */
function isAllowed(license) {
  const words = license.replace(/[()]/g, '').split(/\s+OR\s+/);
  return words.some((word) => word.split(/\s+AND\s+/).every((part) => allowed.has(part)));
}

/** @param {Set<string>} names @returns {boolean} whether nothing that ships has a known fault, or none could be asked */
function faultless(names) {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 2 ** 26,
  });
  /** @type {{ vulnerabilities?: Record<string, { severity: string }> }} */
  let answer;
  try {
    answer = JSON.parse(stdout);
  } catch {
    answer = {};
  }
  if (answer.vulnerabilities === undefined) {
    console.log(
      'The registry did not answer: known faults were not looked up. Run this again where it can be reached.',
    );
    return true;
  }
  const all = Object.entries(answer.vulnerabilities);
  const serious = all.filter(([name]) => names.has(name));
  for (const [name, { severity }] of serious)
    console.log(`FAULT  ${name} (${severity}) ships: npm audit says more.`);
  console.log(
    `${serious.length} known faults in what ships, ${all.length - serious.length} in what only builds and tests.`,
  );
  return serious.length === 0;
}

const found = await shipped();
const width = Math.max(...[...found.keys()].map((name) => name.length));
let good = found.size > 0;
for (const [name, { version, license }] of found) {
  const fine = isAllowed(license);
  good &&= fine;
  console.log(`${fine ? 'ok    ' : 'LOOK  '} ${name.padEnd(width)} ${version.padEnd(10)} ${license}`);
}
console.log(`${found.size} packages ship inside the bundles.`);
if (!existsSync('LICENSE')) throw new Error('The licence of this project is missing.');
good = faultless(new Set(found.keys())) && good;
process.exitCode = good ? 0 : 1;
