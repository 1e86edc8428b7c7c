import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { connect } from '../../../src/core/api/connect';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { KeyOrigins, type OriginQuestion } from '../../../src/core/stores/accounts/keyOrigins';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { failureFrom } from '../api/support/failureFrom';
import { always, serve, type LoopbackServer } from '../api/support/loopbackServer';
import { ada } from './support/accounts';
import { Machine } from './support/machine';
import { turn } from './support/turn';

describe('the key of an account', () => {
  let machine: Machine;
  let accounts: AccountStore;
  let session: SessionStore;
  let home: LoopbackServer;
  let other: LoopbackServer;
  /** The setting. */
  let url: string;
  let questions: OriginQuestion[];
  let answer: boolean | undefined;

  beforeEach(async () => {
    home = await serve(always(200, []));
    other = await serve(always(200, []));
    url = home.url;
    questions = [];
    answer = false;
    machine = new Machine();
    ({ accounts, session } = openWindow());
    await accounts.add({ ...ada, account: { ...ada.account, origins: [home.url] } });
  });
  afterEach(async () => {
    session.dispose();
    accounts.dispose();
    await Promise.all([home.close(), other.close()]);
  });

  function openWindow(): { readonly accounts: AccountStore; readonly session: SessionStore } {
    const store = machine.window();
    const origins = new KeyOrigins({
      accounts: store,
      log: silentLog,
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
    });
    const opened = new SessionStore(store, async (credential) => {
      await origins.check(credential.account, { 'livechat.apiUrl': `${url}/v2` });
      const onCall = (): void => undefined;
      return connect({ credential, apiUrl: url, callsPerMinute: 100, timeoutMs: 5_000, onCall });
    });
    return { accounts: store, session: opened };
  }

  const list = (of = session): Promise<unknown> => of.run((connection) => connection.agents.list());
  const changeSetting = (to: string): void => {
    url = to;
    session.reconnect();
  };

  it('is sent to the origin for which it was entered', async () => {
    await list();
    assert.equal(home.requests.length, 1);
    assert.deepEqual(questions, []);
  });

  it('is not sent to another origin, which is asked about once by its name', async () => {
    changeSetting(other.url);
    for (let call = 0; call < 3; call += 1) {
      const failure = await failureFrom(list());
      const host = `127.0.0.1:${other.port}`;
      assert.deepEqual(failure, {
        code: 'invalid-input',
        field: 'livechat.apiUrl',
        otherHost: host,
        reasons: [],
      });
    }
    assert.deepEqual(
      questions.map(({ setting, host }) => [setting, host]),
      [['livechat.apiUrl', `127.0.0.1:${other.port}`]],
    );
    assert.deepEqual([home.requests.length, other.requests.length], [0, 0]);
    changeSetting(home.url);
    await list();
    assert.equal(home.requests.length, 1);
  });

  it('is sent there after the user agreed, from every window and after a restart', async () => {
    answer = true;
    changeSetting(other.url);
    const second = openWindow();
    await second.accounts.load();
    await failureFrom(list());
    await turn();
    await list();
    await list(second.session);
    second.session.dispose();
    second.accounts.dispose();
    const third = openWindow();
    await list(third.session);
    assert.equal(other.requests.length, 3);
    assert.equal(questions.length, 1);
    changeSetting(home.url);
    await list();
    assert.equal(home.requests.length, 1);
    third.session.dispose();
    third.accounts.dispose();
  });

  it('is asked about later by a window that could not ask', async () => {
    answer = undefined;
    changeSetting(other.url);
    await failureFrom(list());
    await turn();
    await failureFrom(list());
    assert.equal(questions.length, 2);
  });

  it('is sent to another origin after the user entered it again', async () => {
    changeSetting(other.url);
    await failureFrom(list());
    await accounts.add({ ...ada, account: { ...ada.account, origins: [other.url] } });
    await list();
    assert.equal(other.requests.length, 1);
    changeSetting(home.url);
    await failureFrom(list());
    assert.equal(home.requests.length, 0);
  });

  it('of an earlier version is bound to the first origin, and no call is cancelled by that', async () => {
    await accounts.add(ada);
    await list();
    assert.equal(home.requests.length, 1);
    changeSetting(other.url);
    await failureFrom(list());
    assert.equal(other.requests.length, 0);
  });
});
