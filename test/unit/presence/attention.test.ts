import assert from 'node:assert/strict';
import {
  Attention,
  awayMs,
  dwellMs,
  typingMs,
  type VisibleSubject,
} from '../../../src/core/presence/attention';
import { FakeClock } from '../support/fakeClock';

describe('what the person reads or types in a window', () => {
  let clock: FakeClock;
  let visible: VisibleSubject[];
  let reports: string[];
  let attention: Attention;
  beforeEach(() => {
    clock = new FakeClock();
    visible = [];
    reports = [];
    attention = new Attention({
      clock,
      visible: () => visible,
      report: (on) => reports.push(on.map(({ kind, id, doing }) => `${kind} ${id} ${doing}`).join(', ')),
    });
  });
  afterEach(() => attention.dispose());

  const show = (...subjects: VisibleSubject[]): void => {
    visible = subjects;
    attention.look();
  };
  const ticket = (id: string): VisibleSubject => ({ kind: 'ticket', id });

  it('is reported once it was visible for some seconds: previews that pass by are not', () => {
    for (let row = 0; row < 50; row += 1) {
      show(ticket(String(row)));
      clock.advance(dwellMs - 1);
    }
    assert.deepEqual(reports, []);
    clock.advance(1);
    assert.deepEqual(reports, ['ticket 49 reading']);
    show();
    assert.deepEqual(reports, ['ticket 49 reading', '']);
    assert.equal(clock.pending, 0);
  });

  it('is typing from the first key until some seconds after the last one', () => {
    show({ ...ticket('T1'), typedAt: clock.now() });
    clock.advance(6_000);
    show({ ...ticket('T1'), typedAt: clock.now() });
    clock.advance(typingMs - 1);
    assert.deepEqual(reports, ['ticket T1 typing']);
    clock.advance(1);
    assert.deepEqual(reports, ['ticket T1 typing', 'ticket T1 reading']);
  });

  it('does not count what was typed when it was shown before', () => {
    const typedAt = clock.now();
    clock.advance(60_000);
    show({ ...ticket('T1'), typedAt });
    assert.deepEqual(reports, []);
    clock.advance(dwellMs);
    assert.deepEqual(reports, ['ticket T1 reading']);
  });

  it('ends some minutes after the person left the window, and begins again when they return', () => {
    show(ticket('T1'), { kind: 'chat', id: 'C1' });
    clock.advance(dwellMs);
    attention.setFocused(false);
    clock.advance(awayMs - 1);
    attention.setFocused(false);
    assert.deepEqual(reports, ['ticket T1 reading, chat C1 reading']);
    clock.advance(1);
    attention.setFocused(true);
    assert.deepEqual(reports.slice(1), ['', 'ticket T1 reading, chat C1 reading']);
  });

  it('leaves out ids that LiveChat would not use', () => {
    show(ticket('a b'), ticket(''));
    clock.advance(dwellMs);
    assert.deepEqual(reports, []);
  });
});
