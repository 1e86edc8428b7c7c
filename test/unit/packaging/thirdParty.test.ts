import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { metafile, shippedPackages, thirdPartyNotices } from '../../../scripts/packaging/thirdParty.mjs';
import { root } from '../../../scripts/workbench/project.mjs';
import { readManifest } from '../support/manifestFile';

const licence = 'Permission is hereby granted, free of charge … WITHOUT WARRANTY OF ANY KIND.';

describe('third-party notices', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'notices-'));
    mkdirSync(path.join(project, 'dist'));
  });

  afterEach(() => rmSync(project, { recursive: true, force: true }));

  function install(folder: string, version: string, files: Readonly<Record<string, string>>): string {
    const absolute = path.join(project, folder);
    mkdirSync(absolute, { recursive: true });
    const name = folder.replace(/^.*node_modules\//, '');
    writeFileSync(path.join(absolute, 'package.json'), JSON.stringify({ name, version, license: 'MIT' }));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(absolute, file), text);
    return `${folder}/lib/index.js`;
  }

  function bundle(...inputs: string[]): void {
    const [first, ...others] = inputs;
    const builds = [first === undefined ? [] : [first], others].map((files) => ({
      inputs: Object.fromEntries(files.map((file) => [file, {}])),
    }));
    writeFileSync(path.join(project, metafile), JSON.stringify(builds));
  }

  it('hold the whole licence of every package in the bundles of this project', () => {
    const notices = thirdPartyNotices(root);
    const inputs = readFileSync(path.join(root, metafile), 'utf8');
    const folders = new Set(
      [...inputs.matchAll(/"((?:[^"]*\/)?node_modules\/(?:@[^/"]+\/)?[^/"]+)\//g)].map(
        ([, folder = '']) => folder,
      ),
    );
    assert.ok(folders.size > 50, `only ${folders.size} packages found`);
    for (const folder of folders) {
      const { name, version } = JSON.parse(
        readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
      ) as Record<'name' | 'version', string>;
      const from = notices.indexOf(`\n${name} ${version} (`);
      assert.ok(from > 0, `${name} ${version} is missing`);
      const part = notices.slice(from + 1).split(`\n${'-'.repeat(80)}\n`)[1] ?? '';
      assert.match(part, /copyright/i, `${name} ${version} names no holder`);
      assert.match(
        part,
        /hereby granted|Redistribution and use|Apache License|into the public domain/,
        `${name} ${version}`,
      );
    }
  });

  it('list two versions of a package, each with its licence and the notices it passes on', () => {
    bundle(
      'src/extension.ts',
      install('node_modules/a', '1.0.0', { LICENSE: `A one. ${licence}` }),
      install('node_modules/b/node_modules/a', '2.0.0', {
        'LICENCE.md': `A two. ${licence}`,
        NOTICE: 'By C.',
      }),
    );
    assert.deepEqual(
      shippedPackages(project).map(({ name, version }) => `${name} ${version}`),
      ['a 1.0.0', 'a 2.0.0'],
    );
    const notices = thirdPartyNotices(project);
    assert.match(notices, /a 1\.0\.0 \(MIT\)\n-+\n\nA one\. Permission/);
    assert.match(notices, /a 2\.0\.0 \(MIT\)\n-+\n\nA two\. [^]*KIND\.\n\nBy C\./);
  });

  it('take a licence that is the last section of a readme, and only a whole one', () => {
    const readme = `# r\n\nUse it.\n\nLicense\n-------\n\nCopyright R &lt;r@example.com&gt;\n\n${licence}\n\n[x]: https://r\n`;
    bundle(install('node_modules/r', '1.0.0', { 'README.md': readme }));
    assert.match(thirdPartyNotices(project), /\n\nCopyright R <r@example\.com>\n\nPermission[^]*KIND\.\n$/);
    bundle(install('node_modules/s', '1.0.0', { 'README.md': '# s\n\n## License\n\nMIT\n' }));
    assert.throws(() => thirdPartyNotices(project), /s 1\.0\.0 ships without a licence text/);
  });

  it('are refused before a build', () => {
    assert.throws(() => thirdPartyNotices(project), /run "npm run package" first/);
  });

  it('concern packages that dependabot updates as a group of their own', () => {
    const shipped = new Set(shippedPackages(root).map(({ name }) => name));
    const group = /shipped:\s+patterns:\s*\[([^\]]*)\]/.exec(
      readFileSync(path.join(root, '.github', 'dependabot.yml'), 'utf8'),
    )?.[1];
    const patterns = (group ?? '').split(',').map((each) => each.trim().replaceAll("'", ''));
    const isCovered = (name: string): boolean =>
      patterns.some((pattern) =>
        pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
      );
    const direct = Object.keys(readManifest().devDependencies).filter((name) => shipped.has(name));
    assert.deepEqual(
      direct.filter((name) => !isCovered(name)),
      [],
    );
  });
});
