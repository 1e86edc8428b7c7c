import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lateMs } from '../../../src/core/scheduling/scheduler';
import { account, ScheduleFixture } from './support/scheduleFixture';

const minute = 60_000;
const hour = 60 * minute;

const crash = fc.option(
  fc.record({ at: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom('before', 'after') }),
  { nil: undefined },
);
const event = fc.oneof(
  fc.record({ kind: fc.constant('open'), crash }),
  fc.record({ kind: fc.constant('close'), which: fc.nat(5) }),
  fc.record({ kind: fc.constant('advance'), ms: fc.integer({ min: 1, max: 4 * minute }) }),
  fc.record({ kind: fc.constant('sleep'), ms: fc.integer({ min: 1, max: 10 * minute }) }),
  fc.record({ kind: fc.constant('reply'), inMs: fc.integer({ min: 1, max: 5 * minute }) }),
  fc.record({ kind: fc.constant('reminder'), inMs: fc.integer({ min: 1, max: 5 * minute }) }),
  fc.record({ kind: fc.constant('account'), isOther: fc.boolean() }),
);

describe('windows that end at any step', function () {
  this.timeout(120_000);

  it('never send a reply twice, at another time or with another account, and lose nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 14 }), async (events) => {
        const fixture = await ScheduleFixture.open();
        try {
          const due = new Map<string, number>();
          const reminders: number[] = [];
          for (const each of events) {
            if (each.kind === 'open') await fixture.openWindow(each.crash);
            else if (each.kind === 'close') {
              const window = fixture.windows[each.which];
              if (window && !window.hasCrashed) await fixture.closeWindow(window);
            } else if (each.kind === 'advance') await fixture.advance(each.ms);
            else if (each.kind === 'sleep') {
              fixture.clock.sleep(each.ms);
              await fixture.flush();
            } else if (each.kind === 'account') fixture.active = each.isOther ? 'classic:bo' : account;
            else if (each.kind === 'reminder') reminders.push(await fixture.add('reminder', each.inMs));
            else {
              const text = `reply ${due.size}`;
              due.set(text, fixture.clock.now() + each.inMs);
              await fixture.add('reply', each.inMs, text);
            }
          }
          for (const window of fixture.windows) if (!window.hasCrashed) await fixture.closeWindow(window);
          await fixture.advance(hour);
          const last = await fixture.openWindow();
          await fixture.advance(minute);
          const left = await fixture.rows.list();
          for (const [text, at] of due) {
            const received = fixture.received.filter((one) => one.text === text);
            const row = left.find(({ reply }) => reply?.text === text);
            assert.ok(received.length <= 1, 'sent twice');
            for (const one of received) {
              assert.equal(one.account, account);
              assert.ok(one.at >= at && one.at <= at + lateMs, 'sent at another time');
            }
            if (received.length === 0) assert.ok(row, 'lost');
            assert.ok(row === undefined || ['unsent', 'unconfirmed'].includes(row.state), row?.state);
            if (row) assert.ok(received.length === 0 || row.state === 'unconfirmed', 'said to be unsent');
            if (row)
              assert.ok(
                last.notified.some(({ id }) => id === row.id),
                'not notified',
              );
          }
          for (const id of reminders)
            assert.ok(
              last.notified.some((one) => one.id === id),
              'reminder lost',
            );
        } finally {
          await fixture.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
