import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { silentLog } from '../../../src/core/base/log';
import type { EventServiceOptions } from '../../../src/core/events/service/eventService';
import type { TeamAccess } from '../../../src/core/team/teamAccess';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { EventServiceHandle } from '../../../src/ui/listening/eventServiceHandle';
import { registered } from '../../workbench/support/registered';
import { EventServiceBench, type OpenWindow } from '../events/support/eventServiceBench';
import { ListenerBench } from '../events/support/listenerBench';
import { ada } from '../stores/support/accounts';
import { fakeConnection } from '../stores/support/fakeConnection';
import { Machine } from '../stores/support/machine';
import { NatsServer, type NatsUser } from './support/natsServer';
import { accessTo, newKey } from './support/teamMachine';

const user: NatsUser = { user: 'receiver', password: 'one' };

describe('A member that may be the receiver', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let account: ListenerBench;
  const key = newKey();
  const machines: EventServiceBench[] = [];

  beforeEach(async () => {
    [server, account] = await Promise.all([NatsServer.start([user]), ListenerBench.open()]);
  });
  afterEach(async () => {
    for (const machine of machines.splice(0)) await machine.close(false);
    await account.close();
    await server.dispose();
  });

  const machine = async (): Promise<EventServiceBench> => {
    const opened = await EventServiceBench.open(account);
    machines.push(opened);
    return opened;
  };
  const joined = async (
    on: EventServiceBench,
    more: Partial<TeamAccess> = {},
    active = (): string | undefined => account.account,
    changing = (): Partial<TeamAccess> => ({}),
  ): Promise<OpenWindow> => {
    const access = (): TeamAccess => ({
      ...accessTo(server, user, key),
      ...{ receive: true, ...more, ...changing() },
    });
    const parts: Partial<EventServiceOptions> = {
      random: () => 0,
      transport: () => 'team',
      account: active,
      ownTransport: () => (active() === undefined ? undefined : 'webhooks'),
      team: { access: () => Promise.resolve(access()), events: () => account.settings.events },
    };
    const window = await on.window(parts);
    await window.eventService.start({ interactive: true });
    return window;
  };
  const until = (isTrue: () => boolean): Promise<void> => machines[0]?.until(isTrue) ?? Promise.resolve();
  const receives = ({ eventService }: OpenWindow): boolean =>
    eventService.view.state === 'live' && eventService.view.tunnel !== 'team';
  const chatsOf = ({ arrivals }: OpenWindow): readonly string[] =>
    arrivals.flatMap((arrival) => (arrival.kind === 'chat_started' ? [arrival.chat.id] : []));

  it('receives and publishes while no other machine does, and another one takes over when it goes', async () => {
    const first = await joined(await machine());
    await until(() => receives(first));
    const second = await joined(await machine());
    const reader = await joined(await machine(), { receive: false });
    await until(() => second.eventService.view.state === 'live');
    assert.equal((await registered(account.sandbox)).length, 3);
    const one = account.sandbox.simulator.startChat({ name: 'Kim Lee' });
    await until(() => [first, second, reader].every((window) => chatsOf(window).includes(one)));
    assert.deepEqual(
      [first, second, reader].map(({ eventService }) => eventService.view.tunnel === 'team'),
      [false, true, true],
    );
    await first.eventService.stop();
    assert.equal(first.eventService.view.state, 'off');
    await until(() => receives(second));
    const two = account.sandbox.simulator.startChat({ name: 'Bo Berg' });
    await until(() => [second, reader].every((window) => chatsOf(window).includes(two)));
    assert.equal((await registered(account.sandbox)).length, 3);
    await first.eventService.start({ interactive: true });
    await until(() => chatsOf(first).includes(two));
    assert.equal(first.eventService.view.tunnel, 'team');
    for (const window of [first, second, reader]) assert.deepEqual(chatsOf(window), [one, two]);
  });

  it('gives the lease back when its account signs out', async () => {
    const signedIn = { account: account.account };
    const first = await joined(await machine(), {}, () => signedIn.account);
    await until(() => receives(first));
    const second = await joined(await machine());
    signedIn.account = undefined;
    first.eventService.refresh('account');
    await until(() => receives(second));
    const id = account.sandbox.simulator.startChat({ name: 'Kim Lee' });
    await until(() => [first, second].every((window) => chatsOf(window).includes(id)));
    assert.equal(first.eventService.view.tunnel, 'team');
  });

  it('has nothing registered once its account signed out in the editor, and is a member then', async () => {
    const signedIn: { account: string | undefined } = { account: account.account };
    const first = await joined(await machine(), {}, () => signedIn.account);
    await until(() => receives(first));
    const accounts = new Machine().window();
    const session = new SessionStore(accounts, () => Promise.resolve(fakeConnection()));
    const handle = new EventServiceHandle(
      { session, clock: systemClock, log: silentLog },
      {
        events: () => account.settings.events,
        team: { isJoined: true, onDidChange: () => ({ dispose: () => undefined }) },
        autoStarts: () => false,
        open: () => Promise.resolve(first.eventService),
      },
    );
    await accounts.add(ada);
    await handle.eventService();
    await handle.leave(ada.account);
    assert.deepEqual(await registered(account.sandbox), []);
    signedIn.account = undefined;
    await accounts.remove(ada.account);
    await until(() => first.eventService.view.state === 'live' && first.eventService.view.tunnel === 'team');
    session.dispose();
    accounts.dispose();
  });

  it('uses the password with which the team was joined again', async () => {
    const valid = accessTo(server, user, key).credentials;
    const access: { credentials: TeamAccess['credentials'] } = {
      credentials: { kind: 'password', user: user.user, password: 'wrong' },
    };
    const opened = await machine();
    const first = await joined(
      opened,
      {},
      () => account.account,
      () => access,
    );
    assert.notEqual(first.eventService.view.state, 'live');
    access.credentials = valid;
    await first.eventService.start({ interactive: true, recheck: true });
    await until(() => receives(first));
  });

  it('publishes what it received while the server was down', async () => {
    const first = await joined(await machine());
    await until(() => receives(first));
    const reader = await joined(await machine(), { receive: false });
    await server.kill();
    const id = account.sandbox.simulator.startChat({ name: 'Kim Lee' });
    await until(() => chatsOf(first).includes(id));
    assert.ok(receives(first));
    await server.run();
    await until(() => chatsOf(reader).includes(id));
    assert.deepEqual(chatsOf(reader), [id]);
  });
});
