import assert from 'node:assert/strict';
import type { Account } from '../../../src/core/domain/account';
import type { Grant, GrantApi } from '../../../src/core/domain/grant';
import { silentLog } from '../../../src/core/base/log';
import { AuditLog, AuditRows } from '../../../src/core/stores/auditLog';
import { openDrafts } from '../../../src/core/stores/drafts/draftRows';
import type { DraftId } from '../../../src/core/stores/drafts/draft';
import { GrantStore } from '../../../src/core/stores/grantStore';
import { LazyAudit, LazyDrafts, LazyGrants } from '../../../src/core/stores/lazyStores';
import { StorageBench } from '../storage/support/storageBench';
import { FakeClock } from '../support/fakeClock';
import { Machine } from './support/machine';

const id: DraftId = { account: 'classic:ada', subject: 'ticket.new' };
const account: Account = { id: 'platform:a', kind: 'platform', name: 'a' };

describe('stores that load on first use', () => {
  let bench: StorageBench;
  let loads: number;

  beforeEach(() => {
    bench = new StorageBench();
    loads = 0;
  });
  afterEach(() => bench.dispose());

  it('load the drafts once, keep the order of calls, and report changes', async () => {
    const drafts = new LazyDrafts(() => {
      loads += 1;
      return Promise.resolve(openDrafts(() => bench.database(), new FakeClock()));
    });
    const changed: string[] = [];
    drafts.onDidChange(({ subject }) => changed.push(subject));
    assert.equal(loads, 0);
    const kept = drafts.keep(id, 'New ticket', { subject: 'Lamp' });
    const draft = await drafts.get(id);
    assert.deepEqual(draft?.values, { subject: 'Lamp' });
    assert.equal(await kept, undefined);
    assert.equal(await drafts.lastEditAt(id), Date.parse(draft.savedAt));
    assert.equal((await drafts.list('classic:ada')).length, 1);
    await drafts.discard(id);
    assert.deepEqual(await drafts.list(), []);
    assert.equal(loads, 1);
    assert.deepEqual([...new Set(changed)], ['ticket.new']);
    drafts.dispose();
  });

  it('report a draft that cannot be stored', async () => {
    const full = () => Promise.reject(new Error('no database'));
    const drafts = new LazyDrafts(() => Promise.resolve(openDrafts(full, new FakeClock())));
    const failed: string[] = [];
    drafts.onDidFail(({ fault }) => failed.push(fault));
    assert.equal(await drafts.keep(id, 'New ticket', { subject: 'Lamp' }), 'broken');
    assert.deepEqual(failed, ['broken']);
    drafts.dispose();
  });

  it('record changes in the audit log, and report each', async () => {
    const audit = new LazyAudit(() => {
      loads += 1;
      return Promise.resolve(new AuditLog(new AuditRows(() => bench.database()), new FakeClock()));
    });
    const recorded: string[] = [];
    audit.onDidRecord(({ target }) => recorded.push(target));
    audit.clear();
    assert.equal(loads, 0, 'an audit log without entries needs no clearing');
    await audit.load();
    await audit.record({
      ...{ account: 'classic:ada', who: 'ada', action: 'ticket.update', target: 'T1', outcome: 'done' },
    });
    assert.deepEqual(recorded, ['T1']);
    assert.deepEqual(
      (await audit.read()).entries.map(({ target }) => target),
      ['T1'],
    );
    assert.equal(loads, 1);
    audit.dispose();
  });

  it('notice the first browser sign-in of another window, and load for nothing else', async () => {
    const machine = new Machine();
    const clock = new FakeClock();
    const api: GrantApi = {
      begin: () => assert.fail('nothing signs in'),
      refresh: () => assert.fail('nothing is renewed'),
      revoke: () => Promise.resolve(),
      dispose: () => undefined,
    };
    const open = (): GrantStore =>
      new GrantStore({
        ...{ vault: machine.vault, clock, log: silentLog },
        open: () => Promise.resolve(api),
        hide: () => undefined,
      });
    const grants = new LazyGrants(machine.vault, () => {
      loads += 1;
      return Promise.resolve(open());
    });
    const stored = new Promise<string>((resolve) => grants.onDidStore(resolve));
    await machine.vault.store('livechat.secret.platform:a', 'a token');
    assert.equal(loads, 0);
    const grant: Grant = {
      ...{ clientId: 'app', accountId: 'a', accessToken: 'access', refreshToken: 'refresh' },
      ...{ expiresAt: clock.now() + 8_000_000, renewAt: clock.now() + 7_000_000 },
    };
    const other = open();
    await other.save(account, grant);
    assert.equal(await stored, account.id);
    assert.equal((await grants.tokensOf(account).current())?.token, 'access');
    await grants.remove(account);
    assert.equal(await grants.tokensOf(account).current(), undefined);
    assert.equal(loads, 1);
    other.dispose();
    grants.dispose();
  });
});
