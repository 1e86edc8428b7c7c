// `npm run audit:deps`, after `npm run package`: the licences of every package whose code ships in a bundle, and their
// known vulnerabilities, if the registry answers. Fails for a licence that is not on the list and for a known
// vulnerability in what ships; with `--online` also if the registry does not answer.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { shippedPackages } from './packaging/thirdParty.mjs';
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

const { values } = parseArgs({ options: { online: { type: 'boolean', default: false } } });

/** @param {string} license such as `(MIT OR Apache-2.0)` */
function isAllowed(license) {
  const words = license.replace(/[()]/g, '').split(/\s+OR\s+/);
  return words.some((word) => word.split(/\s+AND\s+/).every((part) => allowed.has(part)));
}

/** @param {ReadonlySet<string>} names @returns {boolean} whether no vulnerability is known of what ships */
function isSafe(names) {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 2 ** 26,
    // npm is a script on Windows.
    shell: process.platform === 'win32',
  });
  /** @type {{ vulnerabilities?: Record<string, { severity: string }> }} */
  let answer;
  try {
    answer = JSON.parse(stdout);
  } catch {
    answer = {};
  }
  if (answer.vulnerabilities === undefined) {
    console.log('The registry did not answer, so known vulnerabilities were not looked up.');
    return !values.online;
  }
  const all = Object.entries(answer.vulnerabilities);
  const shipping = all.filter(([name]) => names.has(name));
  for (const [name, { severity }] of shipping)
    console.log(`VULNERABLE  ${name} (${severity}) ships: see "npm audit".`);
  console.log(
    `${shipping.length} known vulnerabilities in what ships, ${all.length - shipping.length} in tools of build and tests.`,
  );
  return shipping.length === 0;
}

const found = shippedPackages(root);
const width = Math.max(...found.map(({ name }) => name.length));
let good = found.length > 0;
for (const { name, version, license } of found) {
  const fine = isAllowed(license);
  good &&= fine;
  console.log(`${fine ? 'ok     ' : 'UNKNOWN'} ${name.padEnd(width)} ${version.padEnd(10)} ${license}`);
}
console.log(`${found.length} packages ship inside the bundles.`);
good = isSafe(new Set(found.map(({ name }) => name))) && good;
process.exitCode = good ? 0 : 1;
