import assert from 'node:assert/strict';
import { lateMs } from '../../../src/core/scheduling/scheduler';
import { noticeMs } from '../../../src/core/scheduling/scheduleRows';
import { account, ScheduleFixture } from './support/scheduleFixture';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('scheduled replies and reminders', () => {
  let fixture: ScheduleFixture;
  beforeEach(async () => {
    fixture = await ScheduleFixture.open();
  });
  afterEach(() => fixture.close());

  const states = async (): Promise<readonly string[]> =>
    (await fixture.rows.list()).map(({ state, why }) => (why ? `${state}: ${why.kind}` : state));

  it('sends a reply at its time, once, by one of several windows', async () => {
    const windows = [await fixture.openWindow(), await fixture.openWindow(), await fixture.openWindow()];
    const due = fixture.clock.now() + hour;
    await fixture.add('reply', hour, 'Exactly  this\n');
    await fixture.advance(hour - 1);
    assert.deepEqual(fixture.received, []);
    await fixture.advance(minute);
    assert.deepEqual(fixture.received, [{ text: 'Exactly  this\n', account, at: due }]);
    assert.deepEqual(await states(), []);
    assert.equal(windows.flatMap(({ sent }) => sent).length, 1);
    assert.deepEqual(
      windows.flatMap(({ notified }) => notified),
      [],
    );
  });

  it('waits longer than a timer of Node can', async () => {
    await fixture.openWindow();
    await fixture.add('reply', 40 * day);
    const due = fixture.clock.now() + 40 * day;
    // Windows do not look at the schedule in between, which would only take time here.
    fixture.clock.sleep(40 * day - 10 * minute);
    await fixture.flush();
    assert.deepEqual(fixture.received, []);
    await fixture.advance(11 * minute);
    assert.deepEqual(
      fixture.received.map(({ at }) => at),
      [due],
    );
  });

  it('sends in the order of the times, and of writing', async () => {
    await fixture.openWindow();
    await fixture.add('reply', 2 * minute, 'third');
    await fixture.add('reply', minute, 'first');
    await fixture.add('reply', minute, 'second');
    await fixture.advance(3 * minute);
    assert.deepEqual(
      fixture.received.map(({ text }) => text),
      ['first', 'second', 'third'],
    );
  });

  it('does not send what was due while no editor ran, and notifies the user once', async () => {
    const first = await fixture.openWindow();
    await fixture.add('reply', hour);
    await fixture.add('reminder', hour);
    await fixture.closeWindow(first);
    await fixture.advance(hour + 30_000);
    const windows = [await fixture.openWindow(), await fixture.openWindow()];
    await fixture.advance(minute);
    assert.deepEqual(fixture.received, []);
    assert.deepEqual(await states(), ['unsent: late', 'shown']);
    assert.deepEqual(windows.flatMap(({ notified }) => notified.map(({ kind }) => kind)).sort(), [
      'reminder',
      'reply',
    ]);
    assert.deepEqual((await fixture.rows.list())[0]?.reply, { text: 'Hello', isPrivate: false });
  });

  it('notifies the user again at each start until the user decides', async () => {
    await fixture.add('reminder', minute);
    const first = await fixture.openWindow();
    await fixture.advance(2 * minute);
    assert.equal(first.notified.length, 1);
    await fixture.advance(noticeMs * 3);
    const second = await fixture.openWindow();
    assert.deepEqual(
      [first.notified.length, second.notified.length],
      [1, 0],
      'not while the first window runs',
    );
    await fixture.closeWindow(first);
    await fixture.closeWindow(second);
    const third = await fixture.openWindow();
    assert.deepEqual(
      third.notified.map(({ kind }) => kind),
      ['reminder'],
    );
  });

  it('does not send late after the machine slept, nor after the clock was put forward', async () => {
    const window = await fixture.openWindow();
    await fixture.add('reply', hour);
    fixture.clock.sleep(hour + lateMs + 1);
    await fixture.flush();
    assert.deepEqual([fixture.received, await states()], [[], ['unsent: late']]);
    assert.equal(window.notified.length, 1);
  });

  it('does not send late after the machine slept while the conversation was read', async () => {
    const window = await fixture.openWindow();
    await fixture.add('reply', hour);
    fixture.whileReading = () => fixture.clock.sleep(lateMs + 1);
    await fixture.advance(hour + minute);
    assert.deepEqual([fixture.received, await states()], [[], ['unsent: late']]);
    assert.equal(window.notified.length, 1);
  });

  it('does not send with another account that became active while the conversation was read', async () => {
    await fixture.openWindow();
    await fixture.add('reply', hour);
    fixture.whileReading = () => (fixture.active = 'classic:bo');
    await fixture.advance(hour + minute);
    assert.deepEqual([fixture.received, await states()], [[], ['unsent: other-account']]);
  });

  it('sends a little late, such as when the machine wakes', async () => {
    await fixture.openWindow();
    await fixture.add('reply', hour);
    fixture.clock.sleep(hour + lateMs - 1_000);
    await fixture.flush();
    assert.equal(fixture.received.length, 1);
  });

  it('follows a clock that is put back', async () => {
    await fixture.openWindow();
    const due = fixture.clock.now() + hour;
    await fixture.add('reply', hour);
    await fixture.advance(30 * minute);
    fixture.clock.setBack(2 * hour);
    await fixture.advance(2 * hour);
    assert.deepEqual(fixture.received, []);
    await fixture.advance(31 * minute);
    assert.deepEqual(
      fixture.received.map(({ at }) => at),
      [due],
    );
  });

  it('never sends with another account, or signed out', async () => {
    for (const active of ['classic:bo', undefined]) {
      const window = await fixture.openWindow();
      fixture.active = account;
      const id = await fixture.add('reply', minute);
      fixture.active = active;
      await fixture.advance(2 * minute);
      assert.deepEqual(fixture.received, []);
      assert.deepEqual((await fixture.rows.get(id))?.why, { kind: 'other-account' });
      assert.equal(window.notified.length, 1);
      await fixture.closeWindow(window);
      await fixture.rows.remove(id, fixture.clock.now());
    }
  });

  it('keeps a refused reply, and one of which the response was lost, and sends neither again', async () => {
    const window = await fixture.openWindow();
    fixture.answer = 'refused';
    await fixture.add('reply', minute);
    await fixture.advance(2 * minute);
    fixture.answer = 'lost';
    await fixture.add('reply', minute);
    await fixture.advance(10 * minute);
    assert.equal(fixture.received.length, 1);
    assert.deepEqual(await states(), ['unsent: failed', 'unconfirmed']);
    assert.deepEqual(
      window.notified.map(({ state }) => state),
      ['unsent', 'unconfirmed'],
    );
  });

  it('shows a reminder in one window, and again after snoozing', async () => {
    const windows = [await fixture.openWindow(), await fixture.openWindow()];
    const id = await fixture.add('reminder', minute);
    await fixture.advance(5 * minute);
    const notified = (): number => windows.flatMap((window) => window.notified).length;
    assert.equal(notified(), 1);
    assert.equal(await fixture.rows.move(id, fixture.clock.now() + hour, fixture.clock.now()), true);
    await fixture.advance(hour - 1_000);
    assert.equal(notified(), 1);
    await fixture.advance(minute);
    assert.equal(notified(), 2);
  });

  it('sends nothing that was cancelled or deleted with local data', async () => {
    await fixture.openWindow();
    const id = await fixture.add('reply', hour);
    await fixture.add('reply', hour);
    assert.equal(await fixture.rows.remove(id, fixture.clock.now()), true);
    await fixture.database.write([], (writer) => writer.run('DELETE FROM scheduled_items'));
    await fixture.advance(2 * hour);
    assert.deepEqual(fixture.received, []);
  });

  it('does not send what the user edits, and sends by hand only once', async () => {
    await fixture.openWindow();
    const id = await fixture.add('reply', minute);
    const holder = () => ({ owner: 'me', now: fixture.clock.now() });
    assert.equal((await fixture.rows.withdraw(id, holder()))?.reply?.text, 'Hello');
    await fixture.advance(5 * minute);
    assert.deepEqual([fixture.received, await states()], [[], ['unsent']]);
    assert.equal(await fixture.rows.markSendingNow(id, holder()), true);
    assert.equal(await fixture.rows.markSendingNow(id, holder()), false);
    assert.equal(await fixture.rows.withdraw(id, holder()), undefined, 'it is being sent');
    assert.equal(await fixture.rows.remove(id, fixture.clock.now()), false);
  });

  it('notifies the user of a reply that waited in a composer when its window ended', async () => {
    const [now] = [fixture.clock.now()];
    const target = { account, target: 'ticket', targetId: 'A1', title: 'Zipper' } as const;
    await fixture.rows.add({ ...target, kind: 'delayed', dueAt: now + 30_000 }, now, 'gone');
    const window = await fixture.openWindow();
    assert.deepEqual(window.notified, []);
    await fixture.advance(minute);
    assert.deepEqual(
      window.notified.map(({ kind, why }) => [kind, why]),
      [['delayed', { kind: 'closed' }]],
    );
    assert.deepEqual(fixture.received, []);
  });

  it('may be sent after it waited in a composer, unless another window has notified the user', async () => {
    const { rows, clock } = fixture;
    const target = { account, target: 'ticket', targetId: 'A1', title: 'Zipper' } as const;
    const delayed = async () =>
      await rows.add({ ...target, kind: 'delayed', dueAt: clock.now() + 30_000 }, clock.now(), 'mine');
    const [sent, taken, late] = [await delayed(), await delayed(), await delayed()];
    assert.equal(await rows.endDelayed(sent, 'other'), false);
    assert.equal(await rows.endDelayed(sent, 'mine'), true);
    await rows.endDelayed(late, 'mine', 'late');
    assert.deepEqual((await rows.get(late))?.why, { kind: 'late' });
    await rows.abandon(clock.now() + minute);
    assert.equal(await rows.endDelayed(taken, 'mine'), false);
    assert.equal((await rows.get(taken))?.state, 'unsent');
  });

  it('sets no timer while nothing is scheduled', async () => {
    await fixture.openWindow();
    assert.equal(fixture.clock.pending, 0);
  });
});
