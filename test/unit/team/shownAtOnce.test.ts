import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../src/core/base/clock';
import { toDisposable } from '../../../src/core/base/disposable';
import type { JournalEntry } from '../../../src/core/events/journal/journal';
import type { ListenerView } from '../../../src/core/events/status/listenerStatus';
import { FastClock } from '../support/fastClock';
import { NatsServer, type NatsUser } from './support/natsServer';
import {
  accessTo,
  chatStarted,
  newKey,
  publish,
  TeamMachine,
  type TeamMachineOptions,
} from './support/teamMachine';

const user: NatsUser = { user: 'ada', password: 'two' };

describe('An event that a member shows at once', function () {
  this.timeout(60_000);
  let server: NatsServer;
  const key = newKey();
  const machines: TeamMachine[] = [];
  const joined = async (
    options: TeamMachineOptions,
    groups: readonly number[] = [],
  ): Promise<TeamMachine> => {
    const member = new TeamMachine({ ...accessTo(server, user, key), groups }, options);
    machines.push(member);
    await publish(accessTo(server, user, key));
    await member.join();
    return member;
  };
  const send = (...ids: readonly string[]): Promise<void> =>
    publish(accessTo(server, user, key), ...ids.map((id) => chatStarted(id)));
  const stored = (member: TeamMachine, id: string): Promise<JournalEntry | undefined> =>
    member.service.journal.get(`EVENT-${id}`);

  beforeEach(async () => {
    server = await NatsServer.start([user]);
  });
  afterEach(async () => {
    await Promise.all(machines.splice(0).map((one) => one.dispose()));
    await server.dispose();
  });

  it('is stored as shown before that, in one transaction', async () => {
    const asShown: Promise<JournalEntry | undefined>[] = [];
    const member: TeamMachine = await joined({ onShow: () => asShown.push(stored(member, 'A')) });
    let changes = 0;
    member.service.onDidChangeJournal(() => (changes += 1));
    await send('A');
    await member.hasShown('A');
    const [entry] = await Promise.all(asShown);
    assert.equal(entry?.shownAt, entry?.at);
    assert.ok(entry?.shownAt);
    await member.until(() => member.arrived.length === 1, 'listeners are notified');
    assert.equal(changes, 1, 'it was not written again to mark it as shown');
    assert.equal(await member.service.journal.unreadCount(), 1);
  });

  it('changes the view once, together with how far the stream was read', async () => {
    const reportMs = 100;
    const reports: (() => void)[] = [];
    const after: Clock['after'] = (ms, call) => {
      if (ms !== reportMs) return systemClock.after(ms, call);
      reports.push(call);
      return toDisposable(() => undefined);
    };
    const member = await joined({ clock: { ...systemClock, after } });
    const views: ListenerView[] = [];
    member.service.onDidChangeView((view) => views.push(view));
    await send('A');
    await member.until(() => member.arrived.length === 1, 'it is shown');
    assert.equal(views.length, 0);
    for (const report of reports) report();
    assert.deepEqual(
      views.map(({ team, lastEventAt }) => [team?.here, lastEventAt !== undefined]),
      [[1, true]],
    );
  });

  it('is stored soon where the window does not respond, and shown once it does', async () => {
    let respond = (): void => undefined;
    let hasResponded = Promise.resolve();
    const member = await joined({ service: { answers: () => hasResponded } });
    hasResponded = new Promise((resolve) => (respond = resolve));
    await send('A');
    await member.until(() => member.arrived.length === 1, 'it is stored');
    assert.equal((await stored(member, 'A'))?.shownAt, undefined);
    assert.deepEqual(member.shownIds, []);
    respond();
    await member.hasShown('A');
    assert.ok((await stored(member, 'A'))?.shownAt);
  });

  it('is shown once where it comes twice at the same time, and what comes with it is shown', async () => {
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
    const clock = new FastClock(4);
    const member = await joined({ clock, service: { answers: later } }, [1, 2]);
    const both = chatStarted('A');
    assert.equal(both.kind, 'chat_started');
    const access = accessTo(server, user, key);
    await publish(access, { ...both, chat: { ...both.chat, groups: [1, 2] } });
    const other = chatStarted('B');
    assert.equal(other.kind, 'chat_started');
    await publish(access, { ...other, chat: { ...other.chat, groups: [2] } });
    await member.hasShown('A', 'B');
    assert.deepEqual(member.shownIds, ['A', 'B']);
  });
});
