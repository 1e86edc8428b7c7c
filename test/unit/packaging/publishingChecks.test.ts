import assert from 'node:assert/strict';
import { publishingFaults } from '../../../scripts/packaging/publishingChecks.mjs';

type Candidate = Parameters<typeof publishingFaults>[0];

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

const manifest = {
  name: 'livechat-desk',
  publisher: 'livechat-desk',
  displayName: 'Desk for LiveChat',
  version: '1.2.3',
  license: 'MIT',
  icon: 'media/icon.png',
  repository: {},
  engines: { vscode: '^1.104.0' },
  devDependencies: { '@types/vscode': '1.104.0' },
  categories: ['Other'],
};

const contents: Readonly<Record<string, string | Buffer>> = {
  'package.json': '{}',
  'README.md': '# Desk for LiveChat\n\n![Tickets](media/tickets.png)\n',
  'CHANGELOG.md': '# Changelog\n',
  LICENSE: 'MIT License',
  'ThirdPartyNotices.txt': 'hono 4.0.0 (MIT)',
  'media/icon.png': png(128, 128),
  'dist/extension.js': 'exports.activate=()=>{};',
};

function faultsOf(
  changed: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string | Buffer | undefined>> = {},
): string[] {
  const all = Object.entries({ ...contents, ...files }).filter(([, content]) => content !== undefined);
  const byName = new Map(all);
  const candidate: Candidate = {
    manifest: { ...manifest, ...changed },
    files: [...byName.keys()],
    read: (file) => Buffer.from(byName.get(file) ?? ''),
  };
  return publishingFaults(candidate);
}

describe('checks before publishing', () => {
  it('accept an extension that meets every rule', () => assert.deepEqual(faultsOf({}), []));

  const manifests: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
    ['a name with capitals', { name: 'LiveChat Desk' }, /^name must consist/],
    ['a publisher with a space', { publisher: 'live chat' }, /^publisher must consist/],
    ['a blank display name', { displayName: ' ' }, /^displayName/],
    ['a pre-release tag', { version: '1.0.0-beta.1' }, /^version/],
    ['no licence', { license: undefined }, /^license/],
    ['no repository', { repository: undefined }, /^repository/],
    ['any engine', { engines: { vscode: '*' } }, /^engines\.vscode/],
    ['types of a newer editor', { devDependencies: { '@types/vscode': '1.120.0' } }, /^@types\/vscode/],
    ['proposed API', { enabledApiProposals: ['resolvers'] }, /^enabledApiProposals/],
    ['an unknown category', { categories: ['Support'] }, /^no category "Support"/],
    ['31 keywords', { keywords: Array.from({ length: 31 }, String) }, /^more than 30/],
    ['activation at any event', { activationEvents: ['*'] }, /^activationEvents/],
    ['an SVG icon', { icon: 'media/livechat.svg' }, /does not ship/],
  ];
  for (const [what, changed, fault] of manifests)
    it(`refuse ${what}`, () => assert.match(faultsOf(changed)[0] ?? '', fault));

  const files: readonly (readonly [string, Readonly<Record<string, string | Buffer | undefined>>, RegExp])[] =
    [
      ['an icon below 128 pixels', { 'media/icon.png': png(128, 64) }, /128 x 64/],
      ['an icon that is no PNG', { 'media/icon.png': Buffer.from('<svg/>'.padEnd(24)) }, /not a PNG/],
      ['a package without the notices', { 'ThirdPartyNotices.txt': undefined }, /does not ship/],
      ['an empty readme', { 'README.md': '' }, /README\.md is empty/],
      ['an image over http', { 'README.md': '![a](http://example.com/a.png)' }, /not an https/],
      ['an SVG in the readme', { 'README.md': '<img alt="a" src="media/a.svg">' }, /is an SVG/],
      ['an SVG of an unknown host', { 'CHANGELOG.md': '![a](https://example.com/a.svg)' }, /is an SVG/],
      ['an inline SVG', { 'README.md': 'a <svg width="1"></svg>' }, /<svg>/],
      ['a shortened address', { 'README.md': '[a](https://bit.ly/abc)' }, /shortened/],
      ['a native binary', { 'dist/a.node': 'x' }, /native binary/],
      ['a source map', { 'dist/extension.js.map': '{}' }, /must not ship/],
      ['environment files', { '.env.local': 'A=1' }, /must not ship/],
      ['files that differ only in case', { 'readme.md': 'x' }, /upper and lower case/],
      [
        'a string that looks like a key',
        { 'dist/sandbox.js': 'const apiKey="q7Rw2Lx9Vb4Tn8Zk1Mc6";' },
        /dist\/sandbox\.js: looks like a credential: apiKey="…/,
      ],
    ];
  for (const [what, changed, fault] of files)
    it(`refuse ${what}`, () => assert.match(faultsOf({}, changed).join('\n'), fault));

  it('accept badges of approved providers, and names that are no keys', () => {
    const badge = '![b](https://img.shields.io/badge/a.svg)';
    const script = 'const e={accessToken:"refreshingTunnelAccessToken",password:"aaaaaaaaaaaaaaaa1"};';
    assert.deepEqual(faultsOf({}, { 'README.md': badge, 'dist/extension.js': script }), []);
  });
});
