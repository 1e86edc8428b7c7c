import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { brokenAnchors, brokenPaths, codeRows, missingScripts, tableRows } from './support/documents';
import { readManifest } from './support/manifestFile';
import { ranks } from './support/rooms';
import { filesBelow } from './support/sourceUnits';

const files = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/behaviour.md',
  'docs/glossary.md',
  'docs/storage.md',
  'docs/team.md',
  'docs/livechat-api.md',
  'docs/performance.md',
];
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const textOf = (file: string): string => texts.get(file) ?? '';
const manifest = readManifest();

describe('documents', () => {
  it('name only files that exist', () => {
    assert.deepEqual(
      files.flatMap((file) => brokenPaths(file, textOf(file))),
      [],
    );
    const text = 'See `src/gone.ts`, [this](gone.md), [that](https://example.com) and `src/manifest.ts`.';
    assert.deepEqual(brokenPaths('docs/a.md', text), [
      'docs/a.md names src/gone.ts',
      'docs/a.md names docs/gone.md',
    ]);
  });

  it('name only headings that exist in references from source files', () => {
    const sources = ['src', 'test'].flatMap((folder) => filesBelow(folder, ['.ts', '.mjs']));
    assert.ok(sources.length > 500, `only ${sources.length} files found`);
    assert.deepEqual(
      sources.flatMap((file) => brokenAnchors(file, readFileSync(file, 'utf8'))),
      [],
    );
    const anchors = ['livechat-api.md#rest-v2-errors', 'livechat-api.md#none', 'none.md#none'];
    assert.deepEqual(
      anchors.flatMap((anchor) => brokenAnchors('src/a.ts', `// See docs/${anchor}.`)),
      anchors.slice(1).map((anchor) => `src/a.ts refers to docs/${anchor}`),
    );
  });

  it('behaviour.md names the version, how it was seen and a test in every row', () => {
    const rows = textOf('docs/behaviour.md')
      .split('\n')
      .filter((line) => line.startsWith('|') && !/^\| (behaviour|---)/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    assert.ok(rows.length > 20, String(rows.length));
    for (const [, behaviour = '', version, seen, test = ''] of rows) {
      assert.ok(version && seen, behaviour);
      assert.match(test, /`test\/[\w/]+\.test\.ts`/, behaviour);
    }
  });

  it('glossary.md names a file for each term', () => {
    const rows = tableRows(textOf('docs/glossary.md').split('## Where do I')[0] ?? '');
    assert.ok(rows.length > 60, String(rows.length));
    for (const [term = '', , where = ''] of rows) assert.match(where, /`[\w/]+\.\w+`/, term);
  });

  it('glossary.md and CONTRIBUTING.md begin with the same file for what is added', () => {
    const firstFile = (text = ''): string | undefined => /`(src\/[^`]+)`/.exec(text)?.[1];
    const [, questions = ''] = textOf('docs/glossary.md').split('## Where do I');
    const added = tableRows(questions).filter(([question = '']) => question.startsWith('add '));
    assert.ok(added.length >= 4, String(added.length));
    for (const [question = '', file] of added) {
      const row = tableRows(textOf('CONTRIBUTING.md')).find(([what]) => what?.startsWith(question.slice(4)));
      assert.equal(firstFile(file), firstFile(row?.[1]), question);
    }
  });

  it('name only scripts that exist', () => {
    const scripts = Object.keys(manifest.scripts);
    assert.deepEqual(
      files.flatMap((file) => missingScripts(textOf(file), scripts)),
      [],
    );
    assert.deepEqual(missingScripts('npm run watch && npm run no-such', scripts), ['no-such']);
  });

  it('README shows every setting with its default', () => {
    const shown = codeRows(textOf('README.md')).map(([key, value]) => [key, value]);
    const settings = Object.entries(manifest.contributes.configuration.properties);
    assert.deepEqual(
      shown,
      settings.map(([key, entry]) => [
        key,
        typeof entry.default === 'string' ? entry.default : JSON.stringify(entry.default),
      ]),
    );
  });

  it('architecture.md names every room and every package', () => {
    const text = textOf('docs/architecture.md');
    for (const room of Object.keys(ranks))
      assert.ok(text.includes(`\`${room}\``), `${room} is not explained`);
    for (const name of Object.keys(manifest.devDependencies)) {
      assert.ok(name.startsWith('@types/') || text.includes(name), `${name} is not explained`);
    }
  });

  it('architecture.md gives each room the rank that is enforced', () => {
    const rows = [...textOf('docs/architecture.md').matchAll(/^\|\s*(\d+)\s*\|([^|]*)\|/gm)];
    const written = rows.flatMap(([, rank, rooms = '']) =>
      [...rooms.matchAll(/`([^`]+)`/g)].map(([, room]) => [room, Number(rank)]),
    );
    assert.deepEqual(Object.fromEntries(written), ranks);
  });

  it('architecture.md draws each room in its rank', () => {
    const [picture = ''] = /```mermaid\n[\s\S]*?```/.exec(textOf('docs/architecture.md')) ?? [];
    const drawn = [...picture.matchAll(/^ *rank(\d+)\["(.*)"\]$/gm)].flatMap(([, rank, text = '']) =>
      [...text.matchAll(/src\/[\w./]+/g)].map(([room]) => [room, Number(rank)]),
    );
    assert.deepEqual(Object.fromEntries(drawn), ranks);
  });
});
