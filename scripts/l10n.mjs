// Writes l10n/bundle.l10n.json from the strings in src and brings the translations into the same order:
// a new string stays empty until it is translated, an unused one is removed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { format } from 'prettier';

const root = path.join(import.meta.dirname, '..');
const bundle = path.join(root, 'l10n', 'bundle.l10n.json');
const translations = [path.join(root, 'l10n', 'bundle.l10n.pt-br.json')];

/** @param {string} file @param {Record<string, unknown>} texts */
async function write(file, texts) {
  writeFileSync(file, await format(JSON.stringify(texts), { parser: 'json', printWidth: 110 }));
}

/** @param {string} file @returns {Record<string, string>} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ extension: '.ts', contents: readFileSync(path.join(root, 'src', file), 'utf8') }));
const found = await getL10nJson(sources);
const keys = Object.keys(found).sort();
await write(bundle, Object.fromEntries(keys.map((key) => [key, found[key]])));
console.log(`${path.relative(root, bundle)}: ${keys.length} strings`);

for (const file of translations) {
  const old = read(file);
  await write(file, Object.fromEntries(keys.map((key) => [key, old[key] ?? ''])));
  const missing = keys.filter((key) => !old[key]);
  const unused = Object.keys(old).filter((key) => !(key in found));
  console.log(`${path.relative(root, file)}: ${missing.length} missing, ${unused.length} removed`);
  for (const key of missing) console.log(`  missing: ${key}`);
  for (const key of unused) console.log(`  removed: ${key}`);
  if (missing.length > 0) process.exitCode = 1;
}
