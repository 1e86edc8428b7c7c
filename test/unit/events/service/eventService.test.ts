import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { asRecord } from '../../../../src/core/base/json';
import { changeState, testDatabase } from '../../storage/support/testDatabase';
import { openJournal } from '../../../../src/core/events/journal/openJournal';
import { EventServiceBench } from '../support/eventServiceBench';

describe('the event service of several windows', function () {
  this.timeout(20_000);
  let bench: EventServiceBench;
  beforeEach(async () => (bench = await EventServiceBench.open()));
  afterEach(() => bench.close());

  it('listens once regardless of the window that starts it, and all windows show it', async () => {
    const leader = await bench.window();
    const follower = await bench.window();
    assert.equal(follower.eventService.role, 'follower');
    // The leader's state arrives a moment after it is known which window leads.
    await bench.until(() => follower.eventService.status().state === 'off');
    const status = await follower.eventService.start({ interactive: true });
    assert.equal(status.state, 'follower');
    assert.equal(leader.eventService.status().state, 'live');
    assert.equal(status.publicUrl, leader.eventService.status().publicUrl);
    assert.equal(status.since, leader.eventService.status().since);
    await bench.account.onlyAddress();
    assert.equal((await follower.eventService.stop()).state, 'off');
    assert.equal(leader.eventService.status().state, 'off');
    assert.deepEqual(await bench.account.registered(), []);
  });

  it('sends each event to every window once, shows it in one, and stores it once', async () => {
    const leader = await bench.window();
    const follower = await bench.window();
    follower.eventService.setFocused(true);
    await leader.eventService.start({ interactive: true });
    const { simulator } = bench.account.sandbox;
    const ticket = simulator.createTicket({ subject: 'Where is it?' });
    await bench.until(() => leader.arrivals.length === 1 && follower.arrivals.length === 1);
    assert.deepEqual(leader.arrivals, follower.arrivals);
    const [arrival] = leader.arrivals;
    assert.ok(arrival?.kind === 'ticket_created' && arrival.ticket.id === ticket);
    await bench.until(() => follower.shown.length === 1);
    assert.deepEqual(follower.shown, [{ kind: 'one', surface: 'toast', arrival }]);
    assert.deepEqual(leader.shown, []);
    for (const { eventService } of [leader, follower]) {
      const { entries } = await eventService.journal.page();
      assert.deepEqual(
        entries.map((entry) => entry.arrival),
        [arrival],
      );
      assert.ok(entries[0]?.shownAt);
    }
  });

  it('marks as read for all windows, from any window', async () => {
    const leader = await bench.window();
    const follower = await bench.window();
    await leader.eventService.start({ interactive: true });
    bench.account.sandbox.simulator.createTicket();
    await bench.until(() => follower.arrivals.length === 1);
    let changes = 0;
    follower.eventService.onDidChangeJournal(() => (changes += 1));
    assert.equal(await follower.eventService.journal.unreadCount(), 1);
    await follower.eventService.ask('markRead', {
      eventIds: follower.arrivals.map(({ eventId }) => eventId),
    });
    assert.equal(await follower.eventService.journal.unreadCount(), 0);
    assert.equal(await leader.eventService.journal.unreadCount(), 0);
    await bench.until(() => changes > 0);
  });

  it('continues in another window when the leader closes, without a new registration', async () => {
    const leader = await bench.window();
    const follower = await bench.window();
    await leader.eventService.start({ interactive: true });
    const before = await bench.account.registered();
    await leader.eventService.dispose();
    await bench.until(() => follower.eventService.status().state === 'live');
    assert.deepEqual(await bench.account.registered(), before);
    bench.account.sandbox.simulator.createTicket();
    await bench.until(() => follower.arrivals.length === 1 && follower.shown.length === 1);
  });

  it('sends a test event and runs diagnostics from any window', async () => {
    const leader = await bench.window();
    const follower = await bench.window();
    await leader.eventService.start({ interactive: true });
    const outcome = await follower.eventService.ask('sendTestEvent', {
      kind: 'chat_started',
      name: 'Ada Test',
    });
    assert.equal(outcome.kind, 'delivered');
    const reported: string[] = [];
    const checks = await follower.eventService.doctor(({ name }) => reported.push(name));
    assert.ok(checks.every(({ result }) => result === 'ok'));
    assert.equal(reported.length, 6);
    await bench.until(() => follower.arrivals.length === 1);
  });

  it('shows events in a window that responds', async () => {
    const leader = await bench.window({ answers: () => new Promise(() => undefined) });
    const follower = await bench.window();
    await leader.eventService.start({ interactive: true });
    bench.account.sandbox.simulator.createTicket();
    await bench.until(() => follower.shown.length === 1);
    assert.deepEqual(leader.shown, []);
  });

  it('shows pending events once a window responds again', async () => {
    let isMute = true;
    const { eventService, arrivals, shown } = await bench.window({
      answers: () => (isMute ? new Promise(() => undefined) : Promise.resolve()),
      timing: { pingTimeoutMs: 100 },
    });
    await eventService.start({ interactive: true });
    bench.account.sandbox.simulator.createTicket();
    await bench.until(() => arrivals.length === 1);
    await new Promise((done) => setTimeout(done, 300));
    assert.deepEqual(shown, []);
    isMute = false;
    eventService.setFocused(true);
    await bench.until(() => shown.length === 1);
    assert.ok((await eventService.journal.page()).entries[0]?.shownAt);
  });

  it('notifies once after a crash of stored events that were not shown', async () => {
    const database = await testDatabase(bench.dir);
    const journal = openJournal({ database, clock: systemClock, log: silentLog });
    for (const id of ['A', 'B']) {
      const ticket = { id, groups: [], events: [], tags: [] };
      await journal.accept({ kind: 'ticket_created', eventId: id, account: 'classic:owner', ticket });
    }
    await journal.dispose();
    await database.close();
    const first = await bench.window();
    await bench.until(() => first.shown.length === 1);
    const [digest] = first.shown;
    assert.ok(digest?.kind === 'digest' && digest.counts.ticket_created === 2);
    await bench.until(() => first.eventService.role === 'leader');
    await first.eventService.dispose();
    const second = await bench.window();
    await second.eventService.start({ interactive: true });
    assert.deepEqual(second.shown, []);
  });

  it('announces caught-up events as one digest, and sends each to every window', async () => {
    const first = await bench.window();
    await first.eventService.start({ interactive: true });
    await first.eventService.dispose();
    await changeState(bench.dir, 'listener', (value) => ({
      ...asRecord(value),
      liveAt: Date.now() - 5 * 60_000,
    }));
    const { simulator, webhooks } = bench.account.sandbox;
    simulator.endChat(simulator.startChat());
    simulator.createTicket();
    await webhooks.idle();
    const second = await bench.window();
    await bench.until(() => second.arrivals.length === 3 && second.shown.length === 1);
    const [digest] = second.shown;
    assert.ok(digest?.kind === 'digest');
    assert.deepEqual(digest.counts, { chat_started: 1, chat_ended: 1, ticket_created: 1 });
    assert.equal((await second.eventService.journal.page()).entries.length, 3);
  });

  it('stores events of disabled notifications without showing them', async () => {
    bench.surface = 'off';
    const { eventService, arrivals, shown } = await bench.window();
    await eventService.start({ interactive: true });
    bench.account.sandbox.simulator.createTicket();
    await bench.until(() => arrivals.length === 1);
    const [entry] = (await eventService.journal.page()).entries;
    assert.ok(entry);
    assert.equal(await eventService.journal.unreadCount(), 1);
    assert.deepEqual(shown, []);
  });

  it('shows a burst in one window as few toasts', async () => {
    const { eventService, arrivals, shown } = await bench.window();
    await eventService.start({ interactive: true });
    for (let made = 0; made < 13; made += 1) bench.account.sandbox.simulator.startChat();
    await bench.until(() => arrivals.length === 13);
    await bench.until(() => shown.length === 2);
    assert.ok(shown[1]?.kind === 'many' && shown[1].counts.chat_started === 12);
  });
});
