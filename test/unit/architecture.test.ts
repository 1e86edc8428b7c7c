import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  anyFaults,
  barrelFaults,
  chunksOf,
  defaultExportFaults,
  domFaults,
  folderFaults,
  rawCallFaults,
  maxLines,
  sizeFaults,
  skippedTestFaults,
} from './support/habits';
import { findCycle, graphOf, loadedWith, type ImportGraph } from './support/imports';
import { lazyRooms, packageOf, packageRooms, rankFaults, ranks, roomOf, wallFaults } from './support/rooms';
import { readUnits, unitOf, type SourceUnit } from './support/sourceUnits';

/** Files in memory, to show that a check can fail. */
function invented(files: Readonly<Record<string, string>>): SourceUnit[] {
  return Object.entries(files).map(([file, text]) => unitOf(file, text));
}

function graphOfInvented(files: Readonly<Record<string, string>>): ImportGraph {
  return graphOf(invented(files));
}

const src = readUnits('src');
const tests = readUnits('test');
const scripts = readUnits('scripts', ['.ts', '.mjs']);
const graph = graphOf(src);

describe('rooms', () => {
  it('every file has a room and imports only its own and lower rooms', () => {
    assert.deepEqual(rankFaults(graph), []);
  });

  it('every room of the rank table exists', () => {
    const used = new Set(src.map(({ file }) => roomOf(file)));
    assert.deepEqual(
      Object.keys(ranks).filter((room) => !used.has(room)),
      [],
    );
  });

  it('a file without a room, an import upwards and one of an equal room are faults', () => {
    const faults = rankFaults(
      graphOfInvented({
        'src/util/odd.ts': '',
        'src/core/base/a.ts': "import type { B } from '../domain/b';",
        'src/core/domain/b.ts': '',
        'src/ui/tickets/c.ts': "export const d = () => import('../agents/d');",
        'src/ui/agents/d.ts': "import { b } from '../../core/domain/b';",
      }),
    );
    assert.equal(faults.length, 3);
    assert.match(faults[0]!, /^src\/util\/odd\.ts is in no room/);
    assert.match(faults[1]!, /^src\/core\/base\/a\.ts:1: src\/core\/base may not import src\/core\/domain/);
    assert.match(faults[2]!, /^src\/ui\/tickets\/c\.ts:1: src\/ui\/tickets may not import src\/ui\/agents/);
  });

  it('features meet only in src/wiring and src/extension.ts', () => {
    const importers = [...graph].filter(([file, imports]) =>
      imports.some(({ target }) => {
        const room = target === undefined ? undefined : roomOf(target);
        return room !== undefined && ranks[room] === ranks['src/ui/tickets'] && roomOf(file) !== room;
      }),
    );
    const rooms = new Set(importers.map(([file]) => roomOf(file)));
    assert.deepEqual([...rooms].sort(), ['src/extension.ts', 'src/wiring']);
  });

  it('no import leads back to where it began, type imports included', () => {
    assert.equal(findCycle(graph)?.join(' > '), undefined);
  });

  it('a cycle of type imports is found', () => {
    const cycle = findCycle(
      graphOfInvented({
        'src/core/base/a.ts': "import type { B } from './b';",
        'src/core/base/b.ts': "export type C = import('./c').C;",
        'src/core/base/c.ts': "export { a } from './a';",
      }),
    );
    assert.deepEqual(cycle, [
      'src/core/base/a.ts',
      'src/core/base/b.ts',
      'src/core/base/c.ts',
      'src/core/base/a.ts',
    ]);
  });
});

describe('walls', () => {
  it('editor, builtins, packages and lazy bundles are imported only where they may be', () => {
    assert.deepEqual(wallFaults(graph), []);
  });

  it('an import through each wall is a fault', () => {
    const faultsOf = (file: string, text: string): number =>
      wallFaults(
        graphOfInvented({
          [file]: text,
          'src/manifest.ts': '',
          'src/core/api/connect.ts': '',
          'src/core/events/journal/openJournal.ts': '',
        }),
      ).length;
    assert.equal(faultsOf('src/core/base/a.ts', "import { l10n } from 'vscode';"), 1);
    assert.equal(faultsOf('src/sandbox/a.ts', "import type { Uri } from 'vscode';"), 1);
    assert.equal(faultsOf('src/ui/shell/a.ts', "import { readFileSync } from 'node:fs';"), 1);
    assert.equal(faultsOf('src/core/stores/a.ts', "import fetch from 'node-fetch';"), 1);
    assert.equal(faultsOf('src/core/api/a.ts', "import lodash from 'lodash';"), 1);
    assert.equal(faultsOf('src/core/domain/a.ts', "import { viewIds } from '../../manifest';"), 1);
    assert.equal(faultsOf('src/webview/a.ts', "import type { Ticket } from '../core/domain/ticket';"), 1);
    assert.equal(faultsOf('src/sandbox/a.ts', "import type { Ticket } from '../core/domain/ticket';"), 1);
    assert.equal(faultsOf('src/ui/account/a.ts', "import { connect } from '../../core/api/connect';"), 1);
    assert.equal(faultsOf('src/ui/account/a.ts', "import { type X } from '../../core/api/connect';"), 1);
    assert.equal(faultsOf('src/ui/account/a.ts', "import type { X } from '../../core/api/connect';"), 0);
    assert.equal(faultsOf('src/ui/account/a.ts', "void import('../../core/api/connect');"), 0);
    assert.equal(
      faultsOf('src/ui/account/a.ts', "import { x } from '../../core/events/journal/openJournal';"),
      1,
    );
    assert.equal(faultsOf('src/core/events/service/a.ts', "import { x } from '../journal/openJournal';"), 0);
  });

  it('start-up loads no lazy bundle and no package', () => {
    const ways = [...loadedWith(graph, 'src/extension.ts').values()].filter((way) => {
      const last = way.at(-1) ?? '';
      return lazyRooms.includes(roomOf(last) ?? '') || packageOf(last) in packageRooms;
    });
    assert.deepEqual(
      ways.map((way) => way.join(' > ')),
      [],
    );
  });

  it('start-up loads nothing that the build makes a bundle of its own', () => {
    const chunks = chunksOf(readFileSync('esbuild.mjs', 'utf8'));
    const loaded = loadedWith(graph, 'src/extension.ts');
    assert.deepEqual(
      chunks.flatMap((file) => loaded.get(file)?.join(' > ') ?? []),
      [],
    );
  });

  it('no bundle contains the entry of another', () => {
    const chunks = chunksOf(readFileSync('esbuild.mjs', 'utf8'));
    assert.deepEqual(
      chunks.flatMap((entry) => {
        const loaded = loadedWith(graph, entry);
        return chunks.flatMap((other) => (other === entry ? [] : (loaded.get(other)?.join(' > ') ?? [])));
      }),
      [],
    );
  });

  it('a package that start-up would load is found with the way there', () => {
    const ways = loadedWith(
      graphOfInvented({
        'src/extension.ts': "import { a } from './core/a'; void import('./core/b');",
        'src/core/a.ts': "import { string } from 'valibot';",
        'src/core/b.ts': "import fetch from 'node-fetch';",
      }),
      'src/extension.ts',
    );
    assert.deepEqual(ways.get('valibot'), ['src/extension.ts', 'src/core/a.ts', 'valibot']);
    assert.equal(ways.has('node-fetch'), false);
  });

  it('what is imported dynamically is exactly what the build makes a bundle of', () => {
    const imported = [...graph.values()]
      .flat()
      .filter(({ kind }) => kind === 'dynamic')
      .map(({ target, specifier }) => target ?? specifier);
    assert.deepEqual([...new Set(imported)].sort(), chunksOf(readFileSync('esbuild.mjs', 'utf8')));
  });

  it('every package with a room is used in it and is a development dependency', () => {
    const { devDependencies, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: Record<string, string>;
      dependencies?: Record<string, string>;
    };
    const used = new Set(
      [...graph].flatMap(([file, imports]) =>
        imports.map(({ specifier }) => `${packageOf(specifier)} in ${roomOf(file)}`),
      ),
    );
    for (const [name, rooms] of Object.entries(packageRooms)) {
      for (const room of rooms) assert.ok(used.has(`${name} in ${room}`), `${name} is not used in ${room}`);
      assert.ok(name in devDependencies, `${name} is bundled, so it belongs to devDependencies`);
    }
    assert.equal(dependencies, undefined, 'everything is bundled: the package ships no node_modules');
  });
});

describe('habits', () => {
  it(`no file is longer than ${maxLines} lines`, () => {
    assert.deepEqual(sizeFaults([...src, ...tests, ...scripts]), []);
    assert.deepEqual(
      sizeFaults(invented({ 'a.ts': '\n'.repeat(maxLines), 'b.ts': '\n'.repeat(maxLines + 1) })),
      [`b.ts has ${maxLines + 1} lines, more than ${maxLines}`],
    );
  });

  it('nothing is typed any', () => {
    assert.deepEqual(anyFaults([...src, ...tests]), []);
    assert.equal(
      anyFaults(invented({ 'a.ts': 'let any: any; const b = <T,>(c: T) => c as any[];' })).length,
      2,
    );
  });

  it('nothing is exported as default', () => {
    assert.deepEqual(defaultExportFaults([...src, ...tests]), []);
    const faults = defaultExportFaults(
      invented({
        'a.ts': 'export default 1;',
        'b.ts': 'export default function f() {}',
        'c.ts': "export { d as default } from './d';",
      }),
    );
    assert.equal(faults.length, 3);
  });

  it('no folder has more than 20 files', () => {
    assert.deepEqual(folderFaults(src), []);
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`src/a/${at}.ts`, '']));
    assert.deepEqual(folderFaults(invented({ ...many, 'src/a/b/c.ts': '' })), ['src/a has 21 files']);
  });

  it('no file only hands on what others export', () => {
    assert.deepEqual(barrelFaults(src), []);
    assert.deepEqual(
      barrelFaults(
        invented({
          'a.ts': "export * from './b';\nexport type { C } from './c';",
          'b.ts': "import { d } from './d';\nexport { d };",
          'c.ts': "export { d } from './d';\nexport const e = 1;",
        }),
      ),
      ['a.ts is a barrel', 'b.ts is a barrel'],
    );
  });

  it('commands, context keys, settings and log channels are used only in their one file', () => {
    assert.deepEqual(rawCallFaults(src), []);
    const faults = rawCallFaults(
      invented({
        'src/ui/tickets/a.ts': "import { commands as c } from 'vscode'; c.registerCommand('x', f);",
        'src/ui/tickets/b.ts':
          "c.executeCommand('setContext', 'k', 1); const { getConfiguration } = workspace;",
        'src/ui/shell/settings.ts': 'workspace.getConfiguration();',
      }),
    );
    assert.equal(faults.length, 3);
  });

  it('no host code reaches for the globals of a page', () => {
    assert.deepEqual(domFaults(src.filter(({ file }) => roomOf(file) !== 'src/webview')), []);
    const faults = domFaults(
      invented({
        'a.ts': 'document.title = "x"; let e: HTMLElement;',
        'b.ts': 'function open(document: TextDocument) { return document.uri; } x.localStorage;',
      }),
    );
    assert.equal(faults.length, 2);
  });

  it('no test is skipped or runs alone', () => {
    assert.deepEqual(skippedTestFaults(tests), []);
    const text =
      'it.only("a", f); describe.skip("b", f); xit("c", f); function d() { this.skip(); } list.skip(1);';
    assert.equal(skippedTestFaults(invented({ 'a.test.ts': text })).length, 4);
  });
});
