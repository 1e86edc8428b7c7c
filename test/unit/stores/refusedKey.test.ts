import assert from 'node:assert/strict';
import type { Agent } from '../../../src/core/domain/agent';
import type { Credential } from '../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { VaultError } from '../../../src/core/stores/secretVault';
import { SessionStore, type Session } from '../../../src/core/stores/sessionStore';
import { ada } from './support/accounts';
import { failing, hasCode } from './support/failures';
import { fakeConnection, type FakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { Machine } from './support/machine';
import { turn } from './support/turn';
import { FakeClock } from '../support/fakeClock';
import { unhandledDuring } from '../support/unhandledRejections';

describe('a session with a refused key', () => {
  let machine: Machine;
  let accounts: AccountStore;
  let opened: { readonly credential: Credential; readonly connection: FakeConnection }[];
  let openNext: (() => Promise<LiveChatConnection>) | undefined;
  let session: SessionStore;
  let clock: FakeClock;
  let checks: number;
  let isAccepted: boolean;
  let changes: Session['kind'][];

  beforeEach(() => {
    machine = new Machine();
    accounts = machine.window();
    opened = [];
    openNext = undefined;
    clock = new FakeClock();
    checks = 0;
    isAccepted = false;
    const check = (): Promise<Agent> => {
      checks += 1;
      return isAccepted ? Promise.resolve({ login: 'ada' }) : failing({ code: 'unauthorized' })();
    };
    const open = async (credential: Credential): Promise<LiveChatConnection> => {
      const instead = openNext;
      openNext = undefined;
      if (instead) return await instead();
      const connection = fakeConnection({ check });
      opened.push({ credential, connection });
      return connection;
    };
    session = new SessionStore(accounts, open, clock);
    changes = [];
    session.onDidChange(({ kind }) => changes.push(kind));
  });
  afterEach(() => {
    session.dispose();
    accounts.dispose();
  });

  const work = (): Promise<unknown> => session.run(() => Promise.resolve('done'));
  const refused = (): Promise<unknown> => session.run(failing({ code: 'unauthorized' }));

  it('is tried again from time to time without an unhandled rejection, whatever fails', async () => {
    await refused().catch(() => undefined);
    openNext = () => Promise.reject(new TypeError('The bundle cannot be loaded.'));
    const passes = (): void => clock.advance(10 * 60_000);
    assert.deepEqual(await unhandledDuring(passes), []);
    assert.equal(session.current.kind, 'rejected');
    isAccepted = true;
    assert.deepEqual(await unhandledDuring(passes), []);
    assert.equal(session.current.kind, 'signed-in');
  });

  it('is tried again without an error while the tokens of a browser sign-in cannot be read', async () => {
    openNext = () =>
      Promise.resolve(
        fakeConnection({ check: () => Promise.reject(new VaultError('The keyring is locked.')) }),
      );
    assert.equal(await session.tryAgain(), false);
    assert.equal(session.current.kind, 'rejected');
    isAccepted = true;
    assert.equal(await session.tryAgain(), true);
  });

  beforeEach(async () => {
    await accounts.add(ada);
    await assert.rejects(refused(), hasCode('unauthorized'));
    changes = [];
  });

  it('works again with the stored key as soon as LiveChat accepts it', async () => {
    assert.equal(await session.tryAgain(), false);
    assert.deepEqual(session.current, { kind: 'rejected', account: ada.account });
    isAccepted = true;
    assert.deepEqual(await Promise.all([session.tryAgain(), session.tryAgain()]), [true, true]);
    assert.deepEqual([checks, changes], [2, ['signed-in']]);
    assert.equal(await work(), 'done');
    const inUse = opened.filter(({ connection }) => !connection.closed);
    assert.deepEqual(
      inUse.map(({ credential }) => credential),
      [ada],
    );
  });

  it('stays rejected if the key could not be checked', async () => {
    openNext = failing({ code: 'network', cause: 'ECONNRESET', host: 'x' });
    assert.equal(await session.tryAgain(), false);
    assert.equal(session.current.kind, 'rejected');
  });

  it('checks the key before later work, at most every 30 seconds', async () => {
    await assert.rejects(work(), hasCode('unauthorized'));
    assert.equal(checks, 0);
    clock.advance(30_001);
    await assert.rejects(work(), hasCode('unauthorized'));
    await assert.rejects(work(), hasCode('unauthorized'));
    assert.equal(checks, 1);
    clock.advance(30_001);
    isAccepted = true;
    assert.equal(await work(), 'done');
  });

  it('checks the key every 10 minutes without other work', async () => {
    clock.advance(599_000);
    await turn();
    assert.equal(checks, 0);
    clock.advance(1_000);
    await turn();
    assert.deepEqual([checks, session.current.kind], [1, 'rejected']);
    isAccepted = true;
    clock.advance(600_000);
    await turn();
    assert.deepEqual([checks, changes], [2, ['signed-in']]);
    assert.equal(clock.pending, 0);
  });

  it('uses a newer sign-in that was made during the check', async () => {
    isAccepted = true;
    const opening = new ManualFetch<undefined, LiveChatConnection>();
    openNext = () => opening.fetch(undefined);
    const trying = session.tryAgain();
    const asked = await opening.last();
    await accounts.add({ ...ada, secret: 'another-key' });
    const late = fakeConnection({ check: () => Promise.resolve({ login: 'ada' }) });
    await asked.answer(late);
    assert.equal(await trying, true);
    assert.equal(late.closed, true);
    await work();
    assert.equal(opened.at(-1)?.credential.secret, 'another-key');
  });
});
