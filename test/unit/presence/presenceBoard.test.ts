import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expiryMs, PresenceBoard } from '../../../src/core/presence/presenceBoard';
import {
  encodePresenceMessage,
  type Activity,
  type PresenceMessage,
} from '../../../src/core/presence/presenceMessage';
import { FakeClock } from '../support/fakeClock';

const ticket = { kind: 'ticket', id: 'T1' } as const;
const reading: Activity = { ...ticket, doing: 'reading' };
const typing: Activity = { ...ticket, doing: 'typing' };

describe('who else reads or types', () => {
  let clock: FakeClock;
  let changes: string[][];
  let board: PresenceBoard;
  beforeEach(() => {
    clock = new FakeClock();
    changes = [];
    board = new PresenceBoard({ clock, changed: (keys) => changes.push([...keys]) });
  });
  afterEach(() => board.dispose());

  const receive = (
    by: string,
    count: number,
    on: readonly Activity[],
    more: Partial<PresenceMessage> = {},
  ): void =>
    board.receive(by, encodePresenceMessage({ sender: `${by.split('@')[0]}-1`, count, on, ...more }));
  const shown = (): readonly string[] => board.of(ticket).map(({ login, doing }) => `${login} ${doing}`);

  it('is shown for the ticket or chat alone, until the agent leaves it', () => {
    receive('kim@shop.test', 1, [reading]);
    assert.deepEqual(shown(), ['kim@shop.test reading']);
    assert.deepEqual(board.of({ kind: 'chat', id: 'T1' }), []);
    receive('kim@shop.test', 2, [typing]);
    assert.deepEqual(shown(), ['kim@shop.test typing']);
    receive('kim@shop.test', 3, [{ kind: 'ticket', id: 'T2', doing: 'reading' }]);
    assert.deepEqual(shown(), []);
    assert.deepEqual(changes, [['ticket/T1'], ['ticket/T1'], ['ticket/T1', 'ticket/T2']]);
  });

  it('expires without a call if nothing is repeated, and not before', () => {
    receive('kim@shop.test', 1, [reading]);
    clock.advance(100_000);
    receive('kim@shop.test', 2, [reading]);
    clock.advance(expiryMs - 1);
    assert.deepEqual(shown(), ['kim@shop.test reading']);
    clock.advance(1);
    assert.deepEqual(shown(), []);
    assert.deepEqual(changes.at(-1), ['ticket/T1']);
    assert.equal(clock.pending, 0);
  });

  it('is hidden at once after the machine slept', () => {
    receive('kim@shop.test', 1, [reading]);
    clock.sleep(expiryMs + 1);
    assert.deepEqual(shown(), []);
  });

  it('does not change by a message that comes twice, late, or in another order', () => {
    receive('kim@shop.test', 2, [typing]);
    receive('kim@shop.test', 2, [typing]);
    receive('kim@shop.test', 1, [reading]);
    assert.deepEqual(shown(), ['kim@shop.test typing']);
    assert.equal(changes.length, 1);
    receive('kim@shop.test', 3, [], { leaves: true });
    receive('kim@shop.test', 2, [typing]);
    clock.advance(expiryMs * 4);
    receive('kim@shop.test', 2, [typing]);
    assert.deepEqual(shown(), []);
  });

  it('counts an agent on several machines once, and typing before reading', () => {
    board.receive('Kim@Shop.test', encodePresenceMessage({ sender: 'laptop', count: 1, on: [typing] }));
    board.receive('kim@shop.test', encodePresenceMessage({ sender: 'desktop', count: 1, on: [reading] }));
    assert.deepEqual(shown(), ['Kim@Shop.test typing']);
    receive('ada@shop.test', 1, [reading]);
    assert.deepEqual(shown(), ['Kim@Shop.test typing', 'ada@shop.test reading']);
    board.receive('kim@shop.test', encodePresenceMessage({ sender: 'laptop', count: 2, on: [] }));
    assert.deepEqual(shown(), ['ada@shop.test reading', 'kim@shop.test reading']);
  });

  it('is of the agent whom LiveChat names, whatever the message says', () => {
    receive('kim@shop.test', 1, [reading]);
    const spoofed = {
      ...encodePresenceMessage({ sender: 'kim-1', count: 9, on: [] }),
      author_id: 'kim@shop.test',
      login: 'kim@shop.test',
    };
    board.receive('lee@shop.test', spoofed);
    assert.deepEqual(shown(), ['kim@shop.test reading']);
    assert.deepEqual(board.of({ kind: 'ticket', id: 'T2' }), []);
  });

  it('ignores what it cannot read, and forgets another account', () => {
    for (const foreign of [undefined, 'x', { version: 99 }, { version: 1, sender: 's', count: 1, on: [1] }])
      board.receive('kim@shop.test', foreign);
    assert.deepEqual([shown(), changes, clock.pending], [[], [], 0]);
    receive('kim@shop.test', 1, [reading]);
    board.clear();
    assert.deepEqual([shown(), clock.pending], [[], 0]);
  });

  it('keeps a bounded number of senders', () => {
    receive('kim@shop.test', 1, [reading]);
    for (let at = 0; at < 500; at += 1)
      board.receive('lee@shop.test', encodePresenceMessage({ sender: `s${at}`, count: 1, on: [] }));
    assert.deepEqual(shown(), []);
    assert.deepEqual(changes.at(-1), ['ticket/T1']);
  });

  it('is what the newest message said, whichever of its messages were lost, repeated or late', () => {
    const deliveries = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    const states = fc.array(fc.constantFrom([], [reading], [typing]), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(deliveries, states, (order, sent) => {
        const own = new PresenceBoard({ clock: new FakeClock(), changed: () => undefined });
        for (const at of order)
          own.receive('kim@shop.test', encodePresenceMessage({ sender: 'k', count: at, on: sent[at] ?? [] }));
        const [newest] = sent[Math.max(...order)] ?? [];
        assert.equal(own.of(ticket)[0]?.doing, newest?.doing);
        own.dispose();
      }),
    );
  });
});
