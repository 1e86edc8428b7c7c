import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { Arrival } from '../../../src/core/domain/arrival';
import { messagesOf } from '../../../src/core/events/publish/eventMessages';
import { FilterReading } from '../../../src/core/events/transports/team/filterReading';
import { TeamCursors } from '../../../src/core/events/transports/team/teamCursors';
import { UnknownKeys } from '../../../src/core/events/transports/team/unknownKeys';
import type { Feed, FeedMessage, FeedOptions } from '../../../src/core/team/teamFeed';
import type { TeamKey } from '../../../src/core/team/teamKey';
import { turn } from '../stores/support/turn';
import { FakeClock } from '../support/fakeClock';
import { chatStarted, newKey } from './support/teamMachine';

/** A stream in memory, and a member that reads it. */
class StreamBench {
  readonly accepted: string[] = [];
  /** The same with repetitions. */
  readonly asked: string[] = [];
  /** Ids of events that are refused the next time. */
  readonly refused = new Set<string>();
  private readonly messages: Omit<FeedMessage, 'pending'>[] = [];
  private readonly clock = new FakeClock();
  /** Those of the member, the one in use first. */
  keys: readonly [TeamKey, ...TeamKey[]] = [newKey()];
  private readonly cursors = new TeamCursors(
    { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    this.clock,
    silentLog,
  );
  private feed: FeedOptions | undefined;

  /** Appends an event to the stream, and delivers it. */
  async send(id: string, key = this.keys[0]): Promise<void> {
    const [message] = messagesOf(chatStarted(id), key, 1_000_000);
    assert.ok(message);
    const sent = { ...message, sequence: this.messages.length + 1, storedAt: this.clock.now() };
    this.messages.push(sent);
    await this.feed?.onMessage({ ...sent, pending: 0 });
  }

  /** Reads from where it stopped. */
  async open(): Promise<FilterReading> {
    const { clock, cursors, keys } = this;
    const reading = new FilterReading(
      {
        ...{ clock, log: silentLog, cursors },
        connection: { read: (options) => Promise.resolve(this.read(options)) },
        access: {
          ...{ servers: [], stream: 'LIVECHAT', groups: [] },
          credentials: { kind: 'token', token: 'secret' },
          keys,
        },
        position: { created: '2026-01-01T00:00:00Z', first: 1, last: this.messages.length },
        unknownKeys: new UnknownKeys(() => undefined),
        accept: (arrival) => this.accept(arrival),
        onRead: () => undefined,
      },
      'livechat.>',
    );
    await reading.open();
    return reading;
  }

  private read(options: FeedOptions): Feed {
    const { from } = options;
    const missed = typeof from === 'number' ? this.messages.slice(from - 1) : this.messages;
    this.feed = options;
    setImmediate(() => {
      for (const [index, message] of missed.entries())
        void options.onMessage({ ...message, pending: missed.length - 1 - index });
    });
    return {
      pending: missed.length,
      ended: new Promise(() => undefined),
      stop: () => Promise.resolve(),
    };
  }

  private async accept({ eventId }: Arrival): Promise<void> {
    const id = eventId.replace('EVENT-', '');
    await turn();
    if (this.refused.delete(id)) throw new Error(`${id} was not stored.`);
    this.asked.push(id);
    if (!this.accepted.includes(id)) this.accepted.push(id);
  }
}

describe('Reading the stream of a team', () => {
  it('reads an event again that was not stored, whatever came after it', async () => {
    const bench = new StreamBench();
    const first = await bench.open();
    bench.refused.add('B');
    await Promise.all(['A', 'B', 'C'].map((id) => bench.send(id)));
    assert.match((await first.failed).message, /B was not stored/);
    await bench.send('D');
    await bench.send('E');
    await turn();
    await turn();
    await first.stop();
    const second = await bench.open();
    assert.deepEqual([...bench.accepted].sort(), ['A', 'B', 'C', 'D', 'E']);
    await second.stop();
  });

  it('reads what no key opened once the key is here, and again where it was not stored', async () => {
    const bench = new StreamBench();
    const missing = newKey();
    await bench.send('A');
    await bench.send('B', missing);
    await bench.send('C', missing);
    await bench.send('D');
    const first = await bench.open();
    assert.deepEqual(first.unread, [{ keyId: missing.id, first: 2, last: 3, count: 2 }]);
    await bench.send('E');
    await turn();
    await turn();
    await first.stop();
    assert.deepEqual(bench.accepted, ['A', 'D', 'E']);
    bench.keys = [missing, ...bench.keys];
    bench.refused.add('C');
    await assert.rejects(bench.open(), /C was not stored/);
    bench.asked.length = 0;
    const second = await bench.open();
    assert.deepEqual(second.unread, []);
    await second.stop();
    assert.deepEqual(bench.asked, ['B', 'C'], 'what was read before is not read again');
    bench.asked.length = 0;
    await (await bench.open()).stop();
    assert.deepEqual(bench.asked, []);
    assert.deepEqual(bench.accepted, ['A', 'D', 'E', 'B', 'C']);
  });
});
