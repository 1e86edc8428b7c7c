import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TicketEvent } from '../../../src/core/domain/ticket';
import {
  defaultWaitThresholds,
  readWaitThresholds,
  waitingSince,
  waitLevel,
  waitOf,
} from '../../../src/core/domain/ticketWait';

const start = Date.UTC(2026, 5, 1);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();
const requester = { mail: 'kim@example.com' };

type Kind = 'client' | 'agent' | 'note' | 'clientNote' | 'bot' | 'system' | 'status' | 'file';

function eventOf(kind: Kind, minute: number): TicketEvent {
  const message = { type: 'message', date: at(minute), message: 'text' };
  switch (kind) {
    case 'client':
    case 'agent':
    case 'bot':
    case 'system':
      return { ...message, author: { type: kind } };
    case 'note':
      return { ...message, is_private: true, author: { type: 'agent' } };
    case 'clientNote':
      return { ...message, is_private: true, author: { type: 'client' } };
    case 'status':
      return { type: 'status_changed', date: at(minute), author: { type: 'agent' } };
    case 'file':
      return { type: 'attachments', date: at(minute), author: { type: 'client' } };
  }
}

const wait = (...kinds: readonly Kind[]) => waitOf(kinds.map(eventOf), (event) => event, requester);

describe('the wait for an answer', () => {
  it('begins with the last public message of the requester', () => {
    assert.deepEqual(wait('client'), { since: at(0) });
    assert.deepEqual(wait('client', 'agent', 'client', 'client'), { since: at(3) });
    assert.deepEqual(wait('agent', 'file'), { since: at(1) });
  });

  it('ends with a public message of an agent', () => {
    assert.deepEqual(wait('client', 'agent'), {});
    assert.deepEqual(wait(), {});
    assert.deepEqual(wait('bot', 'note'), {});
  });

  it('is not ended by notes, bots, the system or a change of the ticket', () => {
    assert.deepEqual(wait('client', 'note', 'bot', 'system', 'status', 'clientNote'), { since: at(0) });
  });

  it('begins with a message from the requester’s address if its author has no type', () => {
    const by = (author: TicketEvent['author']) =>
      waitOf([{ type: 'message', date: at(1), ...(author && { author }) }], (event) => event, requester);
    assert.deepEqual(by({ id: 'Kim@Example.com' }), { since: at(1) });
    assert.deepEqual(by({ id: 'other@example.com' }), {});
    assert.deepEqual(by(undefined), {});
  });

  it('is not known if the message has no time', () => {
    const events = [{ type: 'message', author: { type: 'client' } }];
    assert.equal(
      waitOf(events, (event) => event, requester),
      undefined,
    );
  });

  it('depends only on the last public message of the requester or an agent', () => {
    const kinds = fc.array(
      fc.constantFrom<Kind>('client', 'agent', 'note', 'clientNote', 'bot', 'system', 'status', 'file'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(kinds, (list) => {
        const last = list.findLastIndex((kind) => ['client', 'file', 'agent'].includes(kind));
        const expected = last < 0 || list[last] === 'agent' ? {} : { since: at(last) };
        assert.deepEqual(wait(...list), expected);
      }),
    );
  });

  it('is computed without reading earlier events', () => {
    const read: number[] = [];
    const events = (['client', 'agent', 'client', 'note'] as const).map(eventOf);
    waitOf(events, (event) => (read.push(events.indexOf(event)), event), requester);
    assert.deepEqual(read, [3, 2]);
  });

  it('is over once the ticket is solved, closed or spam', () => {
    const since = { wait: { since: at(1) } };
    for (const status of ['solved', 'closed', 'spam', 'trash']) {
      assert.equal(waitingSince({ ...since, status }), 'none');
      assert.equal(waitingSince({ status }), 'none');
    }
    for (const status of ['open', 'pending', 'onhold', 'new']) {
      assert.equal(waitingSince({ ...since, status }), Date.parse(at(1)));
      assert.equal(waitingSince({ wait: {}, status }), 'none');
      assert.equal(waitingSince({ status }), undefined);
    }
    assert.equal(waitingSince({ wait: { since: 'soon' } }), undefined);
  });
});

describe('thresholds of a wait', () => {
  it('are two numbers of minutes, in any order', () => {
    assert.deepEqual(readWaitThresholds([5, 10]), [5, 10]);
    assert.deepEqual(readWaitThresholds([10, 0.5]), [0.5, 10]);
    for (const value of [undefined, null, 5, [5], [5, 'x'], [0, 5], [-1, 5], [1, 2, 3], [NaN, 1], {}]) {
      assert.deepEqual(readWaitThresholds(value), defaultWaitThresholds);
    }
  });

  it('divide waits into levels that never fall while the wait goes on', () => {
    const rank = { short: 0, long: 1, tooLong: 2 } as const;
    const minutes = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(
        minutes,
        minutes,
        minutes.filter((one) => one > 0),
        (one, other, first) => {
          const thresholds = [first, first * 2] as const;
          const [early, late] = [Math.min(one, other), Math.max(one, other)].map((minute) =>
            waitLevel(start, start + minute * 60_000, thresholds),
          );
          assert.ok(rank[early ?? 'short'] <= rank[late ?? 'short']);
        },
      ),
    );
    assert.deepEqual(
      [59, 60, 479, 480].map((minute) => waitLevel(start, start + minute * 60_000, defaultWaitThresholds)),
      ['short', 'long', 'long', 'tooLong'],
    );
  });
});
