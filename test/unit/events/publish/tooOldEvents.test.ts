import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { openJournal } from '../../../../src/core/events/journal/openJournal';
import { EventPublisher } from '../../../../src/core/events/publish/eventPublisher';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import {
  removeTemporaryFolder,
  temporaryFolder,
  until,
} from '../../../../scripts/workbench/childProcesses.mjs';
import { testDatabase } from '../../storage/support/testDatabase';
import { FastClock } from '../../support/fastClock';
import { NatsServer } from '../../team/support/natsServer';
import { accessTo, chatStarted, newKey } from '../../team/support/teamMachine';

const user = { user: 'receiver', password: 'one' };

describe('Events that are too old to be published', () => {
  it('do not wait any more, also where they were the last ones that the server refused', async () => {
    const key = newKey();
    const server = await NatsServer.start([user]);
    const folder = temporaryFolder('publish-');
    const database = await testDatabase(folder);
    const journal = openJournal({ database, clock: systemClock, log: silentLog });
    const outbox = new Outbox(database);
    const connect = (): Promise<TeamConnection> =>
      TeamConnection.open({ ...accessTo(server, user, key), name: 'receiver' });
    const limiting = await connect();
    await limiting.ensureStream();
    const manager = await limiting.client.jetstreamManager();
    await manager.streams.update('LIVECHAT', { max_msg_size: 2_000 });
    await limiting.close();
    await outbox.enable();
    const start = chatStarted('LARGE', 'classic:ada');
    assert.ok(start.kind === 'chat_started');
    const messages = [{ text: randomBytes(4_000).toString('hex'), user_type: 'visitor' }];
    await journal.accept({ ...start, chat: { ...start.chat, messages } });
    const counts: number[] = [];
    const publisher = new EventPublisher({
      ...{ clock: new FastClock(20), log: silentLog, outbox, key, connect, random: () => 0 },
      onPublished: () => counts.push(outbox.count),
    });
    try {
      const held = (count: number): true | undefined => publisher.heldCount === count || undefined;
      await until(() => held(1), { timeoutMs: 10_000, what: 'it is refused' });
      assert.deepEqual(counts, []);
      await outbox.clear();
      await until(() => held(0), { timeoutMs: 10_000, what: 'it is not held any more' });
      assert.deepEqual(counts, [0]);
    } finally {
      await publisher.stop();
      await journal.dispose();
      await database.close();
      await server.dispose();
      removeTemporaryFolder(folder);
    }
  });
});
