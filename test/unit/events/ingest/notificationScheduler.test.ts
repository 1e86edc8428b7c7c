import assert from 'node:assert/strict';
import type { ArrivalKind, EventKey } from '../../../../src/core/domain/arrival';
import type { ArrivalNotification, Surface } from '../../../../src/core/events/status/notification';
import {
  NotificationScheduler,
  type EventRef,
} from '../../../../src/core/events/ingest/notificationScheduler';
import { FakeClock } from '../../support/fakeClock';

describe('NotificationScheduler', () => {
  let clock: FakeClock;
  let scheduler: NotificationScheduler<EventRef>;
  let reported: ArrivalNotification<EventRef>[];
  let covered: string[];
  let passed: string[];
  let surfaces: Record<ArrivalKind, Surface>;
  let doNotDisturb: boolean;
  let count: number;
  let settingsRead: number;

  beforeEach(() => {
    clock = new FakeClock();
    reported = [];
    covered = [];
    passed = [];
    doNotDisturb = false;
    count = settingsRead = 0;
    surfaces = { chat_started: 'toast', chat_ended: 'toast', ticket_created: 'toast' };
    scheduler = new NotificationScheduler({
      clock,
      surfaceOf: (kind) => {
        settingsRead += 1;
        return surfaces[kind];
      },
      isDoNotDisturb: () => doNotDisturb,
      announce: (notification, events) => {
        reported.push(notification);
        covered.push(...events.map(({ eventId }) => eventId));
      },
      pass: (events) => passed.push(...events.map(({ eventId }) => eventId)),
    });
  });

  const event = (kind: ArrivalKind = 'chat_started', account = 'a'): EventRef => {
    count += 1;
    return { eventId: `e${count}`, kind, account };
  };
  const ref = (eventId: string, account = 'a'): EventRef => ({ eventId, kind: 'chat_started', account });
  const arrive = (times: number, kind?: ArrivalKind): void => {
    for (let time = 0; time < times; time += 1) scheduler.arrived(event(kind));
  };

  it('notifies separately for each account', () => {
    arrive(3);
    scheduler.arrived(event('chat_started', 'b'));
    assert.deepEqual(reported.slice(1), [{ kind: 'one', surface: 'toast', arrival: ref('e4', 'b') }]);
    clock.advance(4_000);
    assert.equal(reported.length, 3);
    assert.deepEqual(covered, ['e1', 'e4', 'e2', 'e3']);
  });

  it('counts an event that is about to be stored as shown', () => {
    const first = event();
    const single = { kind: 'one', surface: 'toast', arrival: first };
    assert.deepEqual(scheduler.reserve(first), single);
    assert.deepEqual(scheduler.reserve(event('chat_started', 'b'))?.arrival.account, 'b');
    arrive(2);
    assert.equal(scheduler.reserve(event()), undefined, 'another one was shown just now');
    assert.deepEqual(reported, []);
    clock.advance(4_000);
    assert.deepEqual(covered, ['e3', 'e4']);
    surfaces.ticket_created = 'off';
    assert.equal(scheduler.reserve(event('ticket_created')), undefined);
    assert.deepEqual([scheduler.isOff('ticket_created'), scheduler.isOff('chat_ended')], [true, false]);
  });

  it('shows at once what came with an event that was not stored', () => {
    const known = scheduler.reserve(event());
    assert.ok(known);
    scheduler.cancel(known);
    arrive(1);
    assert.deepEqual(covered, ['e2']);
    clock.advance(4_000);
    const other = scheduler.reserve(event());
    assert.ok(other);
    arrive(1);
    assert.deepEqual(covered, ['e2']);
    scheduler.cancel(other);
    assert.deepEqual(covered, ['e2', 'e4']);
  });

  it('notifies of the first event at once, and groups the next few', () => {
    arrive(13);
    assert.deepEqual(reported, [{ kind: 'one', surface: 'toast', arrival: ref('e1') }]);
    clock.advance(4_000);
    assert.equal(reported.length, 2);
    assert.deepEqual(reported[1], {
      kind: 'many',
      surface: 'toast',
      counts: { chat_started: 12, chat_ended: 0, ticket_created: 0 },
      eventIds: Array.from({ length: 12 }, (_, index) => `e${index + 2}`),
    });
  });

  it('keeps no contents of events that are shown together', () => {
    const grouped: EventKey[] = [];
    const whole = new NotificationScheduler<EventRef & { readonly text: string }>({
      clock,
      surfaceOf: () => 'toast',
      isDoNotDisturb: () => false,
      announce: (_, events) => grouped.push(...events),
      pass: () => undefined,
    });
    for (let time = 0; time < 3; time += 1) whole.arrived({ ...event(), text: 'a long conversation' });
    clock.advance(4_000);
    assert.deepEqual(grouped.slice(1), [ref('e2'), ref('e3')]);
    whole.dispose();
  });

  it('notifies of a single later event as one', () => {
    arrive(2);
    clock.advance(4_000);
    assert.deepEqual(reported[1], { kind: 'one', surface: 'toast', arrival: ref('e2') });
    arrive(1);
    assert.equal(reported.length, 2, 'still within some seconds of the last');
    clock.advance(4_000);
    assert.equal(reported.length, 3);
  });

  it('notifies at once again after some seconds without events', () => {
    arrive(1);
    clock.advance(4_000);
    arrive(1);
    assert.equal(reported.length, 2);
  });

  it('groups 10,000 events in a minute into few notifications, without losing any', () => {
    for (let second = 0; second < 60; second += 1) {
      arrive(100, second % 2 === 0 ? 'chat_ended' : 'ticket_created');
      arrive(67);
      clock.advance(1_000);
    }
    clock.advance(4_000);
    assert.ok(reported.length <= 17, String(reported.length));
    assert.equal(covered.length, count);
    assert.equal(new Set(covered).size, count);
    assert.ok(reported.every((one) => one.kind === 'one' || one.eventIds.length <= 100));
  });

  it('shows each kind as configured, or not at all', () => {
    surfaces = { chat_started: 'toast', chat_ended: 'statusBar', ticket_created: 'off' };
    scheduler.arrived(event('chat_started'));
    scheduler.arrived(event('chat_ended'));
    scheduler.arrived(event('ticket_created'));
    assert.deepEqual(
      reported.map(({ surface }) => surface),
      ['toast', 'statusBar'],
    );
    assert.deepEqual(passed, ['e3']);
  });

  it('shows no toast during quiet hours', () => {
    doNotDisturb = true;
    arrive(1);
    scheduler.digest([event(), event()], false);
    assert.deepEqual(
      reported.map(({ surface }) => surface),
      ['statusBar', 'statusBar'],
    );
  });

  it('groups missed events in one digest', () => {
    surfaces.chat_ended = 'off';
    scheduler.digest([event('chat_started'), event('chat_ended'), event('ticket_created')], true);
    assert.deepEqual(reported, [
      {
        kind: 'digest',
        surface: 'toast',
        counts: { chat_started: 1, chat_ended: 0, ticket_created: 1 },
        eventIds: ['e1', 'e3'],
        more: true,
      },
    ]);
    assert.deepEqual(passed, ['e2']);
    arrive(3);
    assert.equal(reported.length, 1, 'what comes right after it waits some seconds');
  });

  it('reads the setting of each kind once for thousands of missed events', () => {
    surfaces.chat_ended = 'off';
    const kinds: ArrivalKind[] = ['chat_started', 'chat_ended', 'ticket_created'];
    scheduler.digest(
      Array.from({ length: 9_000 }, (_, at) => event(kinds[at % 3])),
      false,
    );
    assert.deepEqual([settingsRead, covered.length, passed.length], [3, 6_000, 3_000]);
  });

  it('shows no digest without events, and a normal notification for a single missed event', () => {
    scheduler.digest([], true);
    assert.deepEqual(reported, []);
    scheduler.digest([event()], false);
    assert.deepEqual(reported, [{ kind: 'one', surface: 'toast', arrival: ref('e1') }]);
  });

  it('leaves no timer after its disposal', () => {
    arrive(2);
    scheduler.dispose();
    clock.advance(60_000);
    assert.equal(reported.length, 1);
  });
});
