import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { DiscardPolicy, type StreamUpdateConfig } from '@nats-io/jetstream';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Arrival, ChatArrival } from '../../../../src/core/domain/arrival';
import type { Journal } from '../../../../src/core/events/journal/journal';
import { openJournal } from '../../../../src/core/events/journal/openJournal';
import {
  EventPublisher,
  type EventPublisherOptions,
} from '../../../../src/core/events/publish/eventPublisher';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import type { Database } from '../../../../src/core/storage/database';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import { TeamError } from '../../../../src/core/team/teamError';
import { unseal } from '../../../../src/core/team/sealedEvents';
import { createTeamKey, parseTeamKey, type TeamKey } from '../../../../src/core/team/teamKey';
import { parseTeamServer } from '../../../../src/core/team/teamServers';
import {
  removeTemporaryFolder,
  temporaryFolder,
  until,
} from '../../../../scripts/workbench/childProcesses.mjs';
import { bareChat } from '../../chatDetail/support/contractChat';
import { testDatabase } from '../../storage/support/testDatabase';
import { FastClock } from '../../support/fastClock';
import { NatsServer } from '../../team/support/natsServer';
import { contractTicket } from '../../ticketDetail/support/contractTicket';

const user = { user: 'receiver', password: 'one' };

function newKey(): TeamKey {
  const key = parseTeamKey(createTeamKey());
  assert.ok(key);
  return key;
}

function chat(id: string): Arrival {
  return { ...bareChat, eventId: `EVENT-${id}`, chat: { ...bareChat.chat, id } };
}

describe('Publishing of events', () => {
  let server: NatsServer;
  let folder: string;
  let database: Database;
  let journal: Journal;
  let outbox: Outbox;
  let publisher: EventPublisher | undefined;
  const key = newKey();

  const connect = (): Promise<TeamConnection> => {
    const address = parseTeamServer(server.address);
    assert.ok(address);
    return TeamConnection.open({
      servers: [address],
      credentials: { kind: 'password', ...user },
      stream: 'LIVECHAT',
      name: 'receiver',
    });
  };
  const publish = (more: Partial<EventPublisherOptions> = {}): EventPublisher => {
    publisher = new EventPublisher({
      clock: systemClock,
      log: silentLog,
      outbox,
      key,
      connect,
      random: () => 0,
      ...more,
    });
    return publisher;
  };
  const open = async (): Promise<void> => {
    database = await testDatabase(folder);
    journal = openJournal({ database, clock: systemClock, log: silentLog });
    outbox = new Outbox(database);
  };
  const close = async (): Promise<void> => {
    await publisher?.stop();
    publisher = undefined;
    await journal.dispose();
    await database.close();
  };
  const emptied = async (): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while (outbox.count > 0) {
      assert.ok(Date.now() < deadline, `${outbox.count} events wait: ${JSON.stringify(publisher?.state)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  /** The events of the stream, opened. */
  const published = async (): Promise<readonly Arrival[]> => {
    const connection = await connect();
    const { last } = await connection.position();
    const arrivals: Arrival[] = [];
    if (last > 0) {
      await new Promise<void>((resolve, reject) => {
        void connection
          .read({
            filter: 'livechat.>',
            from: 1,
            onMessage: ({ subject, messageId, payload, sequence }) => {
              const opened = unseal([key], { subject, messageId }, payload);
              if (opened.kind === 'event') arrivals.push(opened.arrival);
              if (sequence === last) resolve();
              return Promise.resolve();
            },
          })
          .catch(reject);
      });
    }
    await connection.close();
    return arrivals;
  };
  const limitStream = async (limits: Partial<StreamUpdateConfig>): Promise<void> => {
    const connection = await connect();
    await connection.ensureStream();
    const manager = await connection.client.jetstreamManager();
    await manager.streams.update('LIVECHAT', limits);
    await connection.close();
  };
  const idsOf = (arrivals: readonly Arrival[]): readonly string[] => arrivals.map(({ eventId }) => eventId);

  beforeEach(async () => {
    server = await NatsServer.start([user]);
    folder = temporaryFolder('publish-');
    await open();
    await outbox.enable();
  });
  afterEach(async () => {
    await close();
    await server.dispose();
    removeTemporaryFolder(folder);
  });

  it('takes stored and new events, oldest first, and each once', async () => {
    await journal.accept(chat('A'));
    const publishing = publish();
    await journal.accept(chat('B'));
    await journal.accept(chat('B'));
    publishing.wake();
    await emptied();
    await journal.accept(chat('C'));
    publishing.wake();
    await emptied();
    assert.deepEqual(idsOf(await published()), ['EVENT-A', 'EVENT-B', 'EVENT-C']);
    assert.deepEqual(publishing.state, { kind: 'connected' });
  });

  it('leaves out what was stored before it was enabled, came through the team or is a test', async () => {
    await outbox.disable();
    await journal.accept(chat('OLD'));
    await outbox.enable();
    await journal.accept({ ...chat('HEARD'), viaTeam: true });
    await journal.accept({ ...chat('T'), eventId: 'test-1' });
    await journal.accept(chat('NEW'));
    publish();
    await emptied();
    assert.deepEqual(idsOf(await published()), ['EVENT-NEW']);
  });

  it('continues behind events that cannot be decoded', async () => {
    for (let index = 0; index < 60; index += 1) await journal.accept(chat(`BAD${index}`));
    await database.write(['events'], (writer) => writer.run("UPDATE events SET arrival = '{}'"));
    await journal.accept(chat('GOOD'));
    const errors: string[] = [];
    publish({ log: { ...silentLog, error: (line) => errors.push(line) } });
    await emptied();
    assert.deepEqual(idsOf(await published()), ['EVENT-GOOD']);
    assert.deepEqual(
      errors.map((line) => /\d+/.exec(line)?.[0]),
      ['50', '10'],
    );
  });

  it('waits until an event is complete', async () => {
    const ticket: Arrival = { kind: 'ticket_created', eventId: 'T1', account: 'a', ticket: contractTicket };
    await journal.accept({ ...ticket, reference: {} });
    assert.equal(outbox.count, 0);
    await journal.complete(ticket, ticket);
    publish();
    await emptied();
    assert.deepEqual(await published(), [ticket]);
  });

  it('keeps every event while the server is killed and started at any moment, and this process too', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `N${index}`);
    publish();
    for (const [index, id] of ids.entries()) {
      await journal.accept(chat(id));
      publisher?.wake();
      if (index % 20 === 7) await server.kill();
      if (index % 20 === 15) await server.run();
      if (index === 30) {
        await close();
        await open();
        publish();
      }
    }
    await emptied();
    const inStream = idsOf(await published());
    assert.deepEqual([...new Set(inStream)].sort(), ids.map((id) => `EVENT-${id}`).sort());
  });

  it('reports why it waits, and continues', async () => {
    await server.kill();
    const publishing = publish();
    await journal.accept(chat('A'));
    const waiting = await new Promise<string>((resolve) => {
      publishing.onDidChange((state) => state.kind === 'waiting' && resolve(state.code));
    });
    assert.equal(waiting, 'unreachable');
    await server.run();
    await emptied();
    assert.deepEqual(idsOf(await published()), ['EVENT-A']);
  });

  it('publishes the end of a chat after its start, also where the start alone was refused at first', async () => {
    await limitStream({ max_msg_size: 2_000 });
    const messages = [{ text: randomBytes(4_000).toString('hex'), user_type: 'visitor' }];
    const start = { ...bareChat, kind: 'chat_started', eventId: 'START' } as const;
    await journal.accept({ ...start, chat: { ...start.chat, messages } });
    await journal.accept({ ...start, kind: 'chat_ended', eventId: 'END' });
    await journal.accept(chat('OTHER'));
    const publishing = publish({ clock: new FastClock(20) });
    await new Promise<void>((resolve) => {
      publishing.onDidChange((state) => state.kind === 'waiting' && resolve());
    });
    assert.deepEqual(idsOf(await published()), ['EVENT-OTHER']);
    await limitStream({ max_msg_size: -1 });
    await emptied();
    assert.deepEqual(idsOf(await published()), ['EVENT-OTHER', 'START', 'END']);
  });

  it('holds up no events behind others that the server refuses, and keeps and reports those', async () => {
    await limitStream({ max_msg_size: 2_000 });
    const large = Array.from({ length: 60 }, (_, index) => `LARGE-${index}`);
    for (const id of large) {
      const messages = [{ text: randomBytes(4_000).toString('hex'), user_type: 'visitor' }];
      const start = chat(id) as ChatArrival;
      await journal.accept({ ...start, chat: { ...start.chat, messages } });
    }
    for (const id of ['A', 'B']) await journal.accept(chat(id));
    const clock = new FastClock(20);
    const publishing = publish({ clock });
    await until(() => (outbox.count === 60 ? true : undefined), { timeoutMs: 10_000, what: 'A and B' });
    // Later waits are longer, and a new event waits for none of them.
    await until(
      () => {
        const { state } = publishing;
        return state.kind === 'waiting' && state.failures >= 6 ? state : undefined;
      },
      { timeoutMs: 20_000, what: 'further attempts' },
    );
    await journal.accept(chat('NEW'));
    publishing.wake();
    await until(() => (outbox.count === 60 ? true : undefined), { timeoutMs: 1_000, what: 'NEW' });
    assert.deepEqual(idsOf(await published()), ['EVENT-A', 'EVENT-B', 'EVENT-NEW']);
    assert.equal(publishing.state.kind === 'waiting' && publishing.state.code, 'failed');
    assert.equal(publishing.heldCount, 60);
    await limitStream({ max_msg_size: -1 });
    await emptied();
    assert.deepEqual(publishing.state, { kind: 'connected' });
    const ids = idsOf(await published());
    assert.deepEqual(ids.slice(3).sort(), large.map((id) => `EVENT-${id}`).sort());
  });

  it('opens another connection where what runs beside it fails, also while the server has no room', async () => {
    await limitStream({ max_bytes: 1, discard: DiscardPolicy.New });
    await journal.accept(chat('A'));
    let runs = 0;
    const publishing = publish({
      clock: new FastClock(20),
      beside: (_connection, works) => {
        runs += 1;
        works();
        return runs === 1 ? Promise.reject(new TeamError('lost')) : Promise.resolve();
      },
    });
    const code = new Promise<string>((resolve) => {
      publishing.onDidChange((state) => state.kind === 'waiting' && resolve(state.code));
    });
    assert.equal(await code, 'full');
    await until(() => (runs === 2 ? true : undefined), { timeoutMs: 10_000, what: 'another connection' });
    assert.equal(outbox.count, 1);
    await limitStream({ max_bytes: -1 });
    await emptied();
  });

  it('keeps an event that is not published in the journal, however full it is', async () => {
    await journal.dispose();
    journal = openJournal({ database, clock: systemClock, log: silentLog, maxBytes: 500 });
    for (const id of ['A', 'B', 'C', 'D', 'E']) await journal.accept(chat(id));
    publish();
    await emptied();
    assert.equal((await published()).length, 5);
  });
});
