// What Visual Studio Marketplace and Open VSX refuse, checked here: without an account and without a network.
import path from 'node:path';

/**
 * @typedef {object} Candidate what would be published
 * @property {Record<string, unknown>} manifest `package.json`
 * @property {readonly string[]} files paths that ship, with `/`
 * @property {(file: string) => Buffer} read content of a file that ships
 */

/** Marketplace: "Publishing Extensions", and the list of badge providers in "Extension Manifest". */
const badgeHosts = new Set([
  'badge.fury.io',
  'badgen.net',
  'circleci.com',
  'codecov.io',
  'coveralls.io',
  'david-dm.org',
  'dev.azure.com',
  'flat.badgen.net',
  'github.com',
  'gitlab.com',
  'img.shields.io',
  'isitmaintained.com',
  'opencollective.com',
  'snyk.io',
  'travis-ci.com',
  'travis-ci.org',
  'vsmarketplacebadges.dev',
]);

/** Marketplace refuses shortened addresses as "suspicious content" (microsoft/vsmarketplace#352). */
const shorteners = /\bhttps?:\/\/(bit\.ly|tinyurl\.com|goo\.gl|t\.co|is\.gd|ow\.ly|cutt\.ly|rb\.gy)\//i;

const categories = new Set([
  'AI',
  'Azure',
  'Chat',
  'Data Science',
  'Debuggers',
  'Education',
  'Extension Packs',
  'Formatters',
  'Keymaps',
  'Language Packs',
  'Linters',
  'Machine Learning',
  'Notebooks',
  'Other',
  'Programming Languages',
  'SCM Providers',
  'Snippets',
  'Testing',
  'Themes',
  'Visualization',
]);

/** Files that every listing needs. */
const required = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'ThirdPartyNotices.txt'];

/** Scanned for strings that look like credentials. */
const textFile = /\.(js|css|json|md|txt)$|^LICENSE$/;

/**
 * The rule by which scanners find keys of no known form: a name such as `apiKey`, then a literal of high entropy with
 * letters and digits.
 * Tokens of known providers are found by the packager, which refuses to write the file.
 */
const assignedLiteral =
  /[\w.-]{0,30}(?:api[_-]?key|secret|passw(?:or)?d|credential|auth[_-]?token|access[_-]?token|private[_-]?key)[\w-]{0,20}["'`]?\s*[:=]\s*["'`]([\w.=+/-]{16,150})["'`]/gi;
const leastEntropy = 3.5;

/** @param {string} text @returns {number} Shannon entropy in bits a character */
function entropy(text) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}

/** @param {Candidate} candidate @returns {Generator<string>} */
function* manifestFaults({ manifest }) {
  const text = (/** @type {string} */ key) => (typeof manifest[key] === 'string' ? manifest[key] : '');
  for (const key of ['name', 'publisher'])
    if (!/^[a-z0-9][a-z0-9-]*$/.test(text(key)))
      yield `${key} must consist of lower-case letters, digits and hyphens`;
  if (text('displayName').trim() === '') yield 'displayName is missing';
  if (!/^\d+\.\d+\.\d+$/.test(text('version')))
    yield 'version must be MAJOR.MINOR.PATCH, without a pre-release tag';
  if (!/^[A-Za-z0-9.-]+( (OR|AND) [A-Za-z0-9.-]+)*$/.test(text('license')))
    yield 'license must be an SPDX expression';
  if (manifest['repository'] === undefined)
    yield 'repository is missing: relative links of README.md cannot be resolved';
  const engine = /** @type {Record<string, unknown> | undefined} */ (manifest['engines'])?.['vscode'];
  if (typeof engine !== 'string' || !/^\^?\d+\.\d+\.\d+$/.test(engine))
    yield 'engines.vscode must name a version';
  const types = /** @type {Record<string, unknown> | undefined} */ (manifest['devDependencies'])?.[
    '@types/vscode'
  ];
  if (`^${String(types)}` !== engine) yield '@types/vscode is not the version of engines.vscode';
  if (manifest['enabledApiProposals'] !== undefined) yield 'enabledApiProposals are refused';
  const list = (/** @type {string} */ key) => {
    const value = manifest[key];
    return Array.isArray(value) ? value.map(String) : [];
  };
  for (const category of list('categories')) if (!categories.has(category)) yield `no category "${category}"`;
  if (list('keywords').length > 30) yield 'more than 30 keywords';
  if (list('activationEvents').includes('*')) yield 'activationEvents must not contain *';
}

/** @param {Candidate} candidate @returns {Generator<string>} */
function* iconFaults({ manifest, files, read }) {
  const icon = String(manifest['icon'] ?? '');
  if (!files.includes(icon)) return yield `icon ${icon} does not ship`;
  const bytes = read(icon);
  const isPng = bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
  if (!isPng) return yield `icon ${icon} is not a PNG`;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width < 128 || height < 128) yield `icon ${icon} is ${width} x ${height}, less than 128 x 128`;
}

/** @param {string} address of an image @returns {string | undefined} */
function imageFault(address) {
  const parsed = URL.parse(address);
  // A relative address becomes one of the repository.
  if (parsed === null) return /\.svg($|[?#])/i.test(address) ? 'is an SVG' : undefined;
  if (parsed.protocol !== 'https:') return 'is not an https address';
  if (/\.svg$/i.test(parsed.pathname) && !badgeHosts.has(parsed.hostname)) return 'is an SVG';
  return undefined;
}

/** @param {Candidate} candidate @returns {Generator<string>} */
function* pageFaults({ files, read }) {
  for (const file of ['README.md', 'CHANGELOG.md'].filter((name) => files.includes(name))) {
    const text = read(file).toString('utf8');
    const images = [
      ...text.matchAll(/!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/gi),
    ];
    for (const [, markdown, html] of images) {
      const address = markdown ?? html ?? '';
      const fault = imageFault(address);
      if (fault !== undefined) yield `${file}: the image ${address} ${fault}`;
    }
    if (/<svg[\s>]/i.test(text)) yield `${file}: <svg> is refused`;
    if (shorteners.test(text)) yield `${file}: shortened addresses are refused`;
  }
}

/** @param {Candidate} candidate @returns {Generator<string>} */
function* fileFaults({ files, read }) {
  for (const name of required) {
    const found = files.includes(name);
    if (!found) yield `${name} does not ship`;
    else if (read(name).length === 0) yield `${name} is empty`;
  }
  const seen = new Set();
  for (const file of files) {
    const lower = file.toLowerCase();
    if (seen.has(lower)) yield `${file}: another file differs only in upper and lower case`;
    seen.add(lower);
    if (/\.(node|exe|dll|so|dylib)$/i.test(file)) yield `${file}: a native binary`;
    if (/(^|\/)\.env|\.(pem|key|p12|map)$/i.test(file)) yield `${file}: must not ship`;
    if (!textFile.test(path.posix.basename(file))) continue;
    for (const [match, literal] of read(file).toString('utf8').matchAll(assignedLiteral))
      if (literal !== undefined && /\d/.test(literal) && entropy(literal) >= leastEntropy)
        yield `${file}: looks like a credential: ${match.slice(0, match.length - literal.length - 1)}…`;
  }
}

/**
 * Published reasons for which a registry refuses an extension, as far as they can be seen in what ships.
 * @param {Candidate} candidate @returns {string[]} one sentence each; empty if there are none
 */
export function publishingFaults(candidate) {
  return [manifestFaults, iconFaults, pageFaults, fileFaults].flatMap((check) => [...check(candidate)]);
}
