import assert from 'node:assert/strict';
import type { Credential } from '../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { SessionStore, type Session } from '../../../src/core/stores/sessionStore';
import { ada, ben } from './support/accounts';
import { failing, hasCode } from './support/failures';
import { fakeConnection, type FakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { Machine } from './support/machine';
import { turn } from './support/turn';
import { FakeClock } from '../support/fakeClock';

describe('SessionStore', () => {
  let machine: Machine;
  let accounts: AccountStore;
  let opened: { readonly credential: Credential; readonly connection: FakeConnection }[];
  let openNext: (() => Promise<LiveChatConnection>) | undefined;
  let session: SessionStore;
  let changes: Session['kind'][];

  beforeEach(() => {
    machine = new Machine();
    accounts = machine.window();
    opened = [];
    openNext = undefined;
    const open = async (credential: Credential): Promise<LiveChatConnection> => {
      const instead = openNext;
      openNext = undefined;
      if (instead) return await instead();
      const connection = fakeConnection();
      opened.push({ credential, connection });
      return connection;
    };
    session = new SessionStore(accounts, open, new FakeClock());
    changes = [];
    session.onDidChange(({ kind }) => changes.push(kind));
  });
  afterEach(() => {
    session.dispose();
    accounts.dispose();
  });

  const work = (): Promise<unknown> => session.run(() => Promise.resolve('done'));
  const refused = (): Promise<unknown> => session.run(failing({ code: 'unauthorized' }));

  it('opens no connection while signed out, and fails with a sign-in failure', async () => {
    assert.deepEqual(session.current, { kind: 'signed-out' });
    await assert.rejects(work(), hasCode('not-signed-in'));
    assert.equal(opened.length, 0);
  });

  it('follows sign-in and sign-out, with one event each', async () => {
    await accounts.add(ada);
    assert.deepEqual(session.current, { kind: 'signed-in', account: ada.account });
    await accounts.remove(ada.account);
    assert.deepEqual(session.current, { kind: 'signed-out' });
    await turn();
    assert.deepEqual(changes, ['signed-in', 'signed-out']);
  });

  it('opens one connection on first use for all work', async () => {
    await accounts.add(ada);
    assert.equal(opened.length, 0);
    assert.deepEqual(await Promise.all([work(), work()]), ['done', 'done']);
    await work();
    assert.deepEqual(
      opened.map(({ credential }) => credential),
      [ada],
    );
  });

  it('closes the connection of the previous account on a switch', async () => {
    await accounts.add(ada);
    await work();
    await accounts.add(ben);
    await work();
    assert.deepEqual(
      opened.map(({ credential, connection }) => [credential.account.name, connection.closed]),
      [
        [ada.account.name, true],
        [ben.account.name, false],
      ],
    );
    await accounts.activate(ada.account);
    await work();
    assert.equal(opened.at(-1)?.credential.secret, ada.secret);
  });

  it('is rejected once by a refused key, and makes no more calls', async () => {
    await accounts.add(ada);
    changes = [];
    await assert.rejects(Promise.all([refused(), refused()]), hasCode('unauthorized'));
    await turn();
    assert.deepEqual(changes, ['rejected']);
    assert.deepEqual(session.current, { kind: 'rejected', account: ada.account });
    assert.equal(opened[0]?.connection.closed, true);
    await assert.rejects(work(), hasCode('unauthorized'));
    assert.equal(opened.length, 1);
  });

  it('fails calls that ended with the connection as unauthorized, not as cancelled', async () => {
    await accounts.add(ada);
    const slow = new ManualFetch<undefined, unknown>();
    const underWay = session.run(() => slow.fetch(undefined));
    const reported = assert.rejects(underWay, hasCode('unauthorized'));
    const asked = await slow.last();
    await assert.rejects(refused(), hasCode('unauthorized'));
    await asked.fail({ code: 'cancelled' });
    await reported;
  });

  it('stays rejected until the account has another key, regardless of other account changes', async () => {
    await accounts.add(ada);
    await assert.rejects(refused(), hasCode('unauthorized'));
    changes = [];
    await machine.vault.store('livechat.secret.classic:somebody', 'x');
    await turn();
    assert.deepEqual(changes, []);
    await accounts.add({ ...ada, secret: 'another-key' });
    await turn();
    assert.deepEqual(changes, ['signed-in']);
    assert.equal(await work(), 'done');
  });

  it('is not rejected by any other failure', async () => {
    await accounts.add(ada);
    for (const code of ['forbidden', 'server', 'network', 'rate-limited'] as const) {
      const failure = { code, reasons: [], problem: 'status', status: 500, cause: 'X', host: 'x' } as const;
      await assert.rejects(session.run(failing(failure)), hasCode(code));
    }
    assert.equal(session.current.kind, 'signed-in');
    assert.equal(opened.length, 1);
  });

  it('is not rejected by a late refusal of the previous account', async () => {
    const answers = new ManualFetch<undefined, never>();
    await accounts.add(ada);
    const late = session.run(() => answers.fetch(undefined));
    const ended = assert.rejects(late);
    const asked = await answers.last();
    await accounts.add(ben);
    await asked.fail({ code: 'unauthorized' });
    await ended;
    assert.deepEqual(session.current, { kind: 'signed-in', account: ben.account });
  });

  it('does no work on a connection that opened too late', async () => {
    const opening = new ManualFetch<undefined, LiveChatConnection>();
    openNext = () => opening.fetch(undefined);
    await accounts.add(ada);
    let worked = false;
    const late = session.run(() => {
      worked = true;
      return Promise.resolve();
    });
    const ended = assert.rejects(late, hasCode('cancelled'));
    const asked = await opening.last();
    await accounts.add(ben);
    const connection = fakeConnection();
    await asked.answer(connection);
    await ended;
    assert.equal(worked, false);
    assert.equal(connection.closed, true);
  });

  it('is valid after signing in again, even with the same key', async () => {
    await accounts.add(ada);
    await assert.rejects(refused());
    await accounts.add(ada);
    assert.deepEqual(session.current, { kind: 'signed-in', account: ada.account });
    assert.equal(await work(), 'done');
  });

  it('works with the new key once another window has changed it', async () => {
    await accounts.add(ada);
    await work();
    const other = machine.window();
    await other.add({ ...ada, secret: 'another-key' });
    await turn();
    assert.equal(await work(), 'done');
    assert.equal(opened[0]?.connection.closed, true);
    assert.equal(opened.at(-1)?.credential.secret, 'another-key');
    other.dispose();
  });

  it('keeps its connection if another window stores the same key or one of another account', async () => {
    await accounts.add(ben);
    await accounts.add(ada);
    await work();
    changes = [];
    await machine.vault.store('livechat.secret.classic:ada@example.com', ada.secret);
    await machine.vault.store('livechat.secret.classic:ben@example.com', 'another-key');
    await turn();
    await work();
    assert.deepEqual(changes, []);
    assert.equal(opened.length, 1);
  });

  it('uses the right key while the previous account is still being read', async () => {
    await accounts.add(ada);
    const slow = new ManualFetch<string, string | undefined>();
    const get = machine.vault.get.bind(machine.vault);
    Object.assign(machine.vault, {
      get: (key: string) => (key.endsWith('ada@example.com') ? slow.fetch(key) : get(key)),
    });
    const ended = assert.rejects(work(), hasCode('cancelled'));
    const asked = await slow.last();
    await accounts.add(ben);
    await work();
    await asked.answer(ada.secret);
    await ended;
    changes = [];
    await machine.vault.store('livechat.secret.classic:ben@example.com', ben.secret);
    await turn();
    assert.deepEqual(changes, []);
  });

  it('is rejected if its secret is missing on this machine', async () => {
    await accounts.add(ada);
    machine.secrets.clear();
    await assert.rejects(work(), hasCode('unauthorized'));
    assert.equal(session.current.kind, 'rejected');
    assert.equal(opened.length, 0);
  });

  it('retries after a failure to open', async () => {
    await accounts.add(ada);
    openNext = failing({ code: 'invalid-input', field: 'livechat.apiUrl', reasons: [] });
    await assert.rejects(work(), hasCode('invalid-input'));
    assert.equal(session.current.kind, 'signed-in');
    assert.equal(await work(), 'done');
  });

  it('reopens on demand, fires an event, and ends work on the old connection', async () => {
    await accounts.add(ada);
    await work();
    const before = session.current;
    session.reconnect();
    assert.notEqual(session.current, before);
    await work();
    assert.deepEqual(
      opened.map(({ connection }) => connection.closed),
      [true, false],
    );
  });

  it('reopens when an application is set on its account', async () => {
    await accounts.add(ada);
    await work();
    await accounts.setClientId(ada.account, 'app-1');
    const account = { ...ada.account, clientId: 'app-1' };
    assert.deepEqual(session.current, { kind: 'signed-in', account });
    await work();
    assert.deepEqual(opened.at(-1)?.credential, { account, secret: ada.secret });
    assert.equal(opened[0]?.connection.closed, true);
  });

  it('keeps its connection when an application is set on another account', async () => {
    await accounts.add(ben);
    await accounts.add(ada);
    await work();
    await accounts.setClientId(ben.account, 'app-1');
    await work();
    assert.equal(opened.length, 1);
  });

  it('stays rejected when an application is set on its account, until it has another key', async () => {
    await accounts.add(ada);
    await assert.rejects(refused());
    await accounts.setClientId(ada.account, 'app-1');
    assert.equal(session.current.kind, 'rejected');
    await machine.vault.store(`livechat.secret.${ada.account.id}`, 'another-key');
    await turn();
    assert.deepEqual(session.current, {
      kind: 'signed-in',
      account: { ...ada.account, clientId: 'app-1' },
    });
  });

  it('closes its connection and stops listening when disposed', async () => {
    await accounts.add(ada);
    await work();
    changes = [];
    session.dispose();
    await turn();
    assert.equal(opened[0]?.connection.closed, true);
    await accounts.add(ben);
    assert.deepEqual(changes, []);
  });

  it('is disposed of without an error if its connection never opened', async () => {
    await accounts.add(ada);
    openNext = failing({ code: 'cancelled' });
    const ended = assert.rejects(work());
    session.dispose();
    await ended;
  });
});
