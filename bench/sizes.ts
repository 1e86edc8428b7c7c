import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { atMost, report, type Figure } from './support/report';

const kB = 1_000;
/** Host bundle of GitHub Pull Requests, built from its sources as of July 2026. */
const githubPullRequestsKb = 2_190;

void report(() => {
  // The package that a person installs, made by the packager with its production bundles.
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'ignore' });
  const sizeOf = (file: string): number => statSync(path.join('dist', file)).size / kB;
  const start = sizeOf('extension.js');
  const vsix = sizeOf('livechat-desk.vsix');
  const lazy = readdirSync('dist')
    .filter((name) => name.endsWith('.js') && name !== 'extension.js')
    .map((name) => path.parse(name).name)
    .sort();
  const figures: Figure[] = [
    { what: 'extension.js, loaded at start', value: start, unit: 'kB' },
    {
      what: 'the same, packed',
      value: gzipSync(readFileSync('dist/extension.js')).length / kB,
      unit: 'kB',
    },
    ...lazy.map((name) => ({
      what: `${name}.js, loaded on first use`,
      value: sizeOf(`${name}.js`),
      unit: 'kB',
    })),
    { what: 'whole vsix', value: vsix, unit: 'kB' },
    { what: 'host bundle of GitHub Pull Requests', value: githubPullRequestsKb, unit: 'kB' },
  ];
  return Promise.resolve({
    title: 'Size',
    runs: 1,
    figures,
    verdicts: [
      atMost('host bundle loaded at start at most 200 kB', start, 200, 'kB'),
      atMost('whole vsix at most 1.5 MB', vsix, 1_500, 'kB'),
    ],
  });
});
