import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/core/base/clock';
import { deleteKept, deleteOldKept } from '../../../src/core/localData/deleteKept';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { search } from '../../../src/core/localData/search';
import { SearchRunner } from '../../../src/core/localData/searchRunner';
import { runSearchTask } from '../../../src/core/localData/searchTasks';
import { hasIndex } from '../../../src/core/localData/textIndex';
import { workerRunner } from '../../../src/core/storage/openDatabase';
import type { Database, Reader } from '../../../src/core/storage/database';
import { chatArrival } from '../events/journal/support/journalBench';
import { withStepSizes } from '../storage/support/stepSizes';
import { buildProgram } from '../storage/support/storageBench';
import { account, find, idsOf, KeptBench, row, ticket } from './support/keptBench';

/** With an index, without one, and with one that has only a part of the items. */
const states = ['indexed', 'not indexed', 'half indexed'] as const;

describe('search in what is kept', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
  });
  afterEach(() => bench.dispose());

  const index = async (): Promise<unknown> => await runSearchTask(database, { kind: 'index' });
  const purge = async (): Promise<unknown> => await runSearchTask(database, { kind: 'purge' });
  const now = (): number => bench.clock.now();
  const fill = async (state: (typeof states)[number]): Promise<void> => {
    await kept.keepTicket(account, ticket('T1', 1, 'Não consigo acessar a INTEGRAÇÃO'), now());
    const requester = { name: 'Renée Łoś', mail: 'renee@example.com' };
    await kept.keepRows(account, [row('T2', 2, { subject: 'Rückgabe der Straßenkarte', requester })], now());
    if (state !== 'not indexed') await index();
    await kept.keepTicket(account, ticket('T3', 3, '返品したいです', { subject: '注文' }), now());
    const { visitor } = { visitor: { name: 'Zoë', email: 'zoe@example.com' } };
    const messages = [{ text: 'Where is my parcel?', user_type: 'visitor' }];
    const chat = { id: 'C1', messages, agents: [], groups: [0], tags: [], events: [] };
    const started = { ...chat, started_timestamp: '2026-06-20T10:00:00.000Z' };
    await kept.keepArrival(chatArrival('e1', { account, chat: started, visitor }), now());
    if (state === 'indexed') await index();
  };

  for (const state of states) {
    it(`finds messages, subjects and people without case and accents (${state})`, async () => {
      await fill(state);
      const queries = {
        nao: ['T1'],
        NÃO: ['T1'],
        'integracao nao': ['T1'],
        gra: ['T1'],
        strassen: ['T2'],
        los: ['T2'],
        'renee@exa': ['T2'],
        返品した: ['T3'],
        parcel: ['C1'],
        zoe: ['C1'],
        example: ['C1', 'T2'],
        'nao parcel': [],
        '"nao" OR *': [],
        c1: ['C1'],
        注文: ['T3'],
      };
      for (const [query, ids] of Object.entries(queries))
        assert.deepEqual(await idsOf(database, query), ids, query);
      assert.equal(hasIndex(database), state !== 'not indexed');
    });
  }

  it('shows the text around what it found', async () => {
    const long = `${'Before it. '.repeat(30)}The Größe is wrong. ${'After it. '.repeat(30)}`;
    await kept.keepTicket(account, ticket('T1', 1, long, { subject: 'A  title' }), now());
    const { hits, complete } = await find(database, 'grosse');
    const [hit] = hits;
    assert.match(hit?.excerpt ?? '', /^…Before it\. (Before it\. )*The Größe is wrong\. .*…$/);
    assert.deepEqual(hit && { ...hit, excerpt: '' }, {
      kind: 'ticket',
      id: 'T1',
      title: 'A title',
      excerpt: '',
      when: '2026-06-01T00:01:00.000Z',
    });
    assert.equal(complete, true);
  });

  it('gives the newest ones, and says that there are more', async () => {
    await kept.keepRows(
      account,
      Array.from({ length: 200 }, (_, at) => row(`t${at}`, at)),
      now(),
    );
    for (const step of ['before', 'after']) {
      const { hits, complete } = await find(database, 'subject', 3);
      assert.deepEqual([hits.map(({ id }) => id), complete], [['t199', 't198', 't197'], false], step);
      await index();
    }
    assert.equal((await find(database, 'subject', 200)).complete, true);
  });

  it('finds the current text only, and that of one account', async () => {
    await kept.keepTicket(account, ticket('T1', 1, 'first words'), now());
    await kept.keepTicket('classic:bo', ticket('T9', 1, 'first words'), now());
    await index();
    await kept.keepTicket(account, ticket('T1', 2, 'second words'), now());
    for (const step of ['before', 'after']) {
      assert.deepEqual([await idsOf(database, 'first'), await idsOf(database, 'second')], [[], ['T1']], step);
      await index();
    }
    await kept.removeTicket(account, 'T1');
    assert.deepEqual(await idsOf(database, 'second'), []);
  });

  it('leaves no byte of what was deleted in any file', async () => {
    const secret = 'zyxwvutsrq';
    const rows = Array.from({ length: 400 }, (_, at) =>
      ticket(`t${at}`, at, `common words ${at} `.repeat(20)),
    );
    for (const each of rows) await kept.keepTicket(account, each, now());
    await kept.keepTicket('classic:bo', ticket('T1', 1, `${secret} `.repeat(50), { subject: secret }), now());
    await kept.keepList('classic:bo', 'tags', [secret], now());
    await index();
    await kept.keepTicket('classic:bo', ticket('T1', 2, 'harmless'), now());
    await deleteKept(database, 'classic:bo');
    const parts = [secret, 'zyx', 'yxw', 'srq'];
    assert.ok(parts.some((part) => bench.filesWith(part).length > 0));
    await purge();
    await database.erase('log');
    for (const part of parts) assert.deepEqual(bench.filesWith(part), [], part);
    assert.equal((await idsOf(database, 'common')).length, 50);
    assert.deepEqual(
      database.all('PRAGMA integrity_check').map((check) => check.integrity_check),
      ['ok'],
    );
  });

  const purges: Readonly<Record<string, () => Promise<unknown>>> = {
    'an account': () => runSearchTask(database, { kind: 'purge', deleting: { account: 'classic:bo' } }),
    'what is old': () => runSearchTask(database, { kind: 'purge', deleting: { before: 0 } }),
    'the rest of an interrupted deletion': async () => {
      const after = await bench.open();
      const again = (before?: number): Promise<unknown> =>
        runSearchTask(after.database, {
          kind: 'purge',
          ...(before !== undefined && { deleting: { before } }),
        });
      await deleteOldKept(after.database, again, { since: 0, now: now() });
    },
  };
  for (const [what, purgeOf] of Object.entries(purges)) {
    it(`leaves no byte where another task noted the deletion in the index first (${what})`, async () => {
      for (let at = 0; at < 100; at += 1)
        await kept.keepTicket(account, ticket(`t${at}`, at, 'common words'), now());
      await kept.keepTicket('classic:bo', ticket('T1', 1, 'zyxwvutsrq '.repeat(50)), now());
      await index();
      await deleteKept(database, 'classic:bo');
      await index();
      assert.equal(database.get('SELECT 1 FROM kept_removed'), undefined);
      await purgeOf();
      await database.erase('log');
      for (const part of ['zyx', 'yxw', 'srq']) assert.deepEqual(bench.filesWith(part), [], part);
      assert.equal((await find(database, 'common', 200)).hits.length, 100);
    });
  }

  it('leaves no byte of a ticket that LiveChat no longer has, or of all, however they were deleted', async () => {
    for (const id of ['T1', 'T2']) await kept.keepTicket(account, ticket(id, 1, 'zyxwvutsrq'), now());
    await index();
    await kept.removeTicket(account, 'T1');
    await deleteKept(database);
    await index();
    await runSearchTask(database, { kind: 'purge', deleting: 'all' });
    await database.erase('log');
    assert.deepEqual(bench.filesWith('zyx'), []);
    assert.equal(database.get('SELECT 1 FROM state'), undefined);
  });

  it('merges again what is deleted during a merge', async () => {
    await kept.keepTicket(account, ticket('T1', 1, 'zyxwvutsrq'), now());
    await kept.keepTicket(account, ticket('T2', 1, 'common'), now());
    await index();
    await kept.removeTicket(account, 'T2');
    let isDeleted = false;
    const deletesMeanwhile: Database = {
      ...withStepSizes(database),
      writeInParts: async (topics, start, step) => {
        if (!isDeleted) await kept.removeTicket(account, 'T1');
        isDeleted = true;
        await database.writeInParts(topics, start, step);
      },
    };
    await runSearchTask(deletesMeanwhile, { kind: 'purge' });
    let purged = 0;
    const count = (): Promise<unknown> => Promise.resolve((purged += 1));
    await deleteOldKept(database, count, { since: 0, now: now() });
    assert.equal(purged, 1);
  });

  it('reads rows in their order, so that SQLite sorts nothing', async () => {
    await fill('half indexed');
    const plans: unknown[] = [];
    const reader: Reader = {
      all: (sql, ...parameters) => {
        plans.push(...database.all(`EXPLAIN QUERY PLAN ${sql}`, ...parameters).map(({ detail }) => detail));
        return database.all(sql, ...parameters);
      },
      get: (sql, ...parameters) => database.get(sql, ...parameters),
    };
    for (const query of ['parcel', 'pa']) search(reader, { account, query, limit: 5, since: 0 });
    assert.ok(plans.length > 2);
    assert.deepEqual(
      plans.filter((detail) => String(detail).includes('B-TREE')),
      [],
    );
  });

  it('is ended by the next search for what the user types', async () => {
    const tickets = Array.from({ length: 300 }, (_, index) => ticket(`T${index}`, index + 1, 'A parcel.'));
    await Promise.all(tickets.map((one) => kept.keepTicket(account, one, now())));
    const programs = mkdtempSync(path.join(tmpdir(), 'search-worker-'));
    buildProgram(programs, 'src/core/localData/searchWorker.ts');
    const script = path.join(programs, 'searchWorker.js');
    const runner = new SearchRunner({ script, file: bench.storage.file, clock: systemClock });
    try {
      const query = { account, query: 'zz', limit: 5, since: 0 };
      const run = (isTyped: boolean) => runner.run({ kind: 'search', query: { ...query, isTyped } });
      const all = await Promise.all([run(true), run(false), run(true)]);
      assert.deepEqual(
        all.map((result) => result.complete),
        [false, true, true],
      );
    } finally {
      await runner.close();
      rmSync(programs, { recursive: true });
    }
  });

  it('works in a worker thread beside a window that writes', async () => {
    const programs = mkdtempSync(path.join(tmpdir(), 'search-worker-'));
    buildProgram(programs, 'src/core/localData/searchWorker.ts');
    buildProgram(programs, 'src/core/storage/storageWorker.ts');
    const runInWorker = workerRunner(path.join(programs, 'storageWorker.js'));
    const window = await bench.open({ runInWorker });
    const script = path.join(programs, 'searchWorker.js');
    const runner = new SearchRunner({ script, file: bench.storage.file, clock: systemClock });
    try {
      const indexing = runner.run({ kind: 'index' });
      for (let at = 0; at < 100; at += 1) {
        await window.kept.keepTicket(account, ticket(`t${at}`, at, `parcel ${at}`), now());
      }
      await Promise.all([indexing, runner.run({ kind: 'index' })]);
      const query = { account, query: 'PARCEL 7', limit: 50, since: 0 };
      const hits = (await runner.run({ kind: 'search', query })).hits;
      assert.deepEqual([hits.length, hits[0]?.id], [19, 't97']);
      await deleteKept(window.database);
      await runner.run({ kind: 'purge' });
      await window.database.erase('file');
      assert.deepEqual(bench.filesWith('parcel'), []);
    } finally {
      await runner.close();
      rmSync(programs, { recursive: true });
    }
  });
});
