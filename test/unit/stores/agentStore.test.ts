import assert from 'node:assert/strict';
import type { AgentRow } from '../../../src/core/domain/agent';
import { AgentStore, type ReadKeptAgents } from '../../../src/core/stores/agentStore';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { ben } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { Machine } from './support/machine';
import { ManualFetch } from './support/manualFetch';
import { FakeClock } from '../support/fakeClock';
import { signedIn, type SignedIn } from './support/signedIn';

const rows: readonly AgentRow[] = [
  { kind: 'agent', agent: { login: 'ada@example.com' }, malformed: [] },
  { kind: 'unreadable', key: '1' },
];

describe('AgentStore', () => {
  let source: ManualFetch<undefined, readonly AgentRow[]>;
  let window: SignedIn;
  let store: AgentStore;

  beforeEach(async () => {
    source = new ManualFetch();
    window = await signedIn(() => fakeConnection({ agents: () => source.fetch(undefined) }));
    store = new AgentStore(window.session, new FakeClock());
  });
  afterEach(() => {
    store.dispose();
    window.dispose();
  });

  async function loaded(): Promise<void> {
    const done = store.refresh();
    await (await source.last()).answer(rows);
    await done;
  }

  it('fetches agents once on load, without unreadable rows', async () => {
    const loading = store.load();
    await (await source.last()).answer(rows);
    assert.deepEqual(await loading, [{ login: 'ada@example.com' }]);
    assert.deepEqual(await store.load(), [{ login: 'ada@example.com' }]);
    assert.equal(source.all.length, 1);
  });

  it('shows why the list is empty while the key cannot be read, and loads it later', async () => {
    const machine = new Machine();
    const accounts = machine.window();
    await accounts.add(ben);
    const session = new SessionStore(accounts, () =>
      Promise.resolve(fakeConnection({ agents: () => Promise.resolve(rows) })),
    );
    const locked = new AgentStore(session, new FakeClock());
    machine.unreadable = () => true;
    await locked.refresh('background');
    const why = { code: 'server', problem: 'secrets', status: 0, reasons: [] };
    assert.deepEqual(locked.state.failure, { of: 'page', why });
    machine.unreadable = () => false;
    await locked.refresh();
    assert.deepEqual([locked.state.rows, locked.state.failure], [rows, undefined]);
    for (const part of [locked, session, accounts]) part.dispose();
  });

  describe('with agents that were kept', () => {
    const keptRows = rows.slice(0, 1);
    let readKept: ReadKeptAgents;
    beforeEach(() => {
      readKept = () => Promise.resolve({ rows: keptRows, keptAt: 1_000 });
      store.dispose();
      store = new AgentStore(window.session, new FakeClock(), (account) => readKept(account));
    });

    it('shows them until they are loaded, and with the failure where they cannot be', async () => {
      const done = store.refresh();
      const asked = await source.last();
      assert.deepEqual(
        [store.state.rows, store.state.keptAt, store.state.loadedAt],
        [keptRows, 1_000, undefined],
      );
      await asked.fail({ code: 'network', cause: 'ENOTFOUND', host: 'x' });
      await done;
      assert.deepEqual([store.state.rows, store.state.failure?.why.code], [keptRows, 'network']);
      store.update({ login: 'ada@example.com', name: 'Ada' });
      const [first] = store.state.rows;
      assert.equal(first?.kind === 'agent' && first.agent.name, 'Ada');
      await loaded();
      assert.deepEqual([store.state.rows, store.state.keptAt], [rows, undefined]);
    });

    it('shows none for an address that the key may not be sent to, or for another account', async () => {
      const done = store.refresh();
      await (await source.last()).fail({ code: 'invalid-input', field: 'livechat.apiUrl', reasons: [] });
      await done;
      assert.deepEqual([store.state.rows, store.state.keptAt], [[], undefined]);
      let answer: (kept: Awaited<ReturnType<ReadKeptAgents>>) => void = () => undefined;
      readKept = () => new Promise((resolve) => (answer = resolve));
      void store.refresh();
      await window.accounts.add(ben);
      answer({ rows: keptRows, keptAt: 1_000 });
      await source.last();
      assert.deepEqual(store.state.rows, []);
    });
  });

  it('returns undefined from load if agents cannot be fetched', async () => {
    const loading = store.load();
    await (await source.last()).fail({ code: 'timeout', afterMs: 1 });
    assert.equal(await loading, undefined);
  });

  it('lists agents in one page, including unreadable rows', async () => {
    await loaded();
    assert.deepEqual(store.state.rows, rows);
    assert.equal(store.state.total, 2);
    assert.equal(store.state.next, undefined);
  });

  it('keeps agents if a refresh fails', async () => {
    await loaded();
    const failing = store.refresh();
    await (await source.last()).fail({ code: 'timeout', afterMs: 10 });
    await failing;
    assert.deepEqual(store.state.rows, rows);
    assert.equal(store.state.failure?.why.code, 'timeout');
  });

  it('keeps agents while the key is refused, and never shows them to another account', async () => {
    await loaded();
    const refused = store.refresh();
    await (await source.last()).fail({ code: 'unauthorized' });
    await refused;
    assert.equal(window.session.current.kind, 'rejected');
    assert.deepEqual(store.state.rows, rows);
    await window.accounts.add(ben);
    assert.deepEqual(store.state, { rows: [] });
  });

  it('requests nothing while signed out', async () => {
    await window.accounts.remove(window.accounts.active!);
    await store.refresh();
    assert.equal(source.all.length, 0);
    assert.equal(store.state.failure?.why.code, 'not-signed-in');
  });
});
