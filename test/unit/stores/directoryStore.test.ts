import assert from 'node:assert/strict';
import type { Group } from '../../../src/core/domain/agent';
import { DirectoryStore } from '../../../src/core/stores/directoryStore';
import { ben } from './support/accounts';
import { hasCode } from './support/failures';
import { fakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { FakeClock } from '../support/fakeClock';
import { signedIn, type SignedIn } from './support/signedIn';

const minute = 60_000;

describe('DirectoryStore', () => {
  let groups: ManualFetch<string, readonly Group[]>;
  let tagCalls: number;
  let clock: FakeClock;
  let window: SignedIn;
  let store: DirectoryStore;

  beforeEach(async () => {
    groups = new ManualFetch();
    tagCalls = 0;
    clock = new FakeClock();
    window = await signedIn(({ account }) =>
      fakeConnection({
        groups: () => groups.fetch(account.name),
        tags: () => {
          tagCalls += 1;
          return Promise.resolve([{ name: 'vip' }]);
        },
      }),
    );
    store = new DirectoryStore(window.session, clock);
  });
  afterEach(() => {
    store.dispose();
    window.dispose();
  });

  async function loadGroups(...names: string[]): Promise<void> {
    const done = store.groups();
    await (await groups.last()).answer(names.map((name, id) => ({ id, name })));
    await done;
  }

  it('resolves names once listed, and clears them with the account', async () => {
    assert.equal(store.cachedTicketGroupName(1), undefined);
    const done = store.ticketGroups();
    await (await groups.last()).answer([{ id: 1, name: 'Sales' }]);
    await done;
    assert.equal(store.cachedTicketGroupName(1), 'Sales');
    await window.accounts.add(ben);
    assert.equal(store.cachedTicketGroupName(1), undefined);
  });

  it('makes no call before names are requested', () => {
    assert.equal(groups.all.length, 0);
    assert.equal(tagCalls, 0);
  });

  it('fetches each kind once in five minutes', async () => {
    const both = Promise.all([store.groups(), store.groups()]);
    await (await groups.last()).answer([{ id: 1, name: 'Sales' }]);
    await both;
    clock.advance(5 * minute - 1);
    assert.deepEqual(await store.groups(), [{ id: 1, name: 'Sales' }]);
    assert.equal(groups.all.length, 1);
    assert.equal(tagCalls, 0);
    assert.deepEqual(await store.tags(), [{ name: 'vip' }]);
    await store.tags();
    assert.equal(tagCalls, 1);
  });

  it('fetches again after five minutes', async () => {
    await loadGroups('Sales');
    clock.advance(5 * minute);
    await loadGroups('Support');
    assert.equal(groups.all.length, 2);
    assert.deepEqual(await store.groups(), [{ id: 0, name: 'Support' }]);
  });

  it('fetches again after a failure', async () => {
    const failing = store.groups();
    const ended = assert.rejects(failing, hasCode('timeout'));
    await (await groups.last()).fail({ code: 'timeout', afterMs: 10 });
    await ended;
    await loadGroups('Sales');
    assert.deepEqual(await store.groups(), [{ id: 0, name: 'Sales' }]);
  });

  it('never returns names of another account', async () => {
    await loadGroups('Sales of the first');
    await window.accounts.add(ben);
    await loadGroups('Sales of the second');
    assert.deepEqual(
      groups.all.map(({ question }) => question),
      ['ada@example.com', 'ben@example.com'],
    );
    assert.deepEqual(await store.groups(), [{ id: 0, name: 'Sales of the second' }]);
  });

  it('keeps names of the new account if a call of the old account fails late', async () => {
    const late = store.groups();
    const ended = assert.rejects(late);
    const asked = await groups.last();
    await window.accounts.add(ben);
    await loadGroups('Sales');
    await asked.fail({ code: 'timeout', afterMs: 10 });
    await ended;
    await store.groups();
    assert.equal(groups.all.length, 2);
  });
});
