import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/core/base/log';
import type { Page } from '../../../../src/core/domain/connection';
import type { ReportedChat } from '../../../../src/core/domain/arrival';
import type { EventNotification } from '../../../../src/core/events/status/notification';
import { LeaderSession } from '../../../../src/core/events/service/leaderSession';
import type { EventServiceOptions } from '../../../../src/core/events/service/eventService';
import type { Database } from '../../../../src/core/storage/database';
import { testDatabase } from '../../storage/support/testDatabase';
import { FakeClock } from '../../support/fakeClock';

const page = <Row>(rows: readonly Row[]): Page<Row> => ({ rows, total: rows.length, pages: 1, page: 1 });

describe('the events of a gap', () => {
  let dir: string;
  let database: Database;
  let clock: FakeClock;
  let session: LeaderSession;
  const shown: EventNotification[] = [];
  /** Resolves the pending selection of the window that shows a notification. */
  let found: (isFound: boolean) => void = () => undefined;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'leader-'));
    database = await testDatabase(dir);
    clock = new FakeClock();
    shown.length = 0;
    const started_timestamp = new Date(clock.now()).toISOString();
    const rows = ['A', 'B', 'C', 'D'].map((id): ReportedChat => {
      const chat = { id, started_timestamp, agents: [], groups: [], tags: [], messages: [], events: [] };
      return { chat, visitor: {}, pre_chat_survey: [] };
    });
    const options: Partial<EventServiceOptions> = {
      database,
      clock,
      log: silentLog,
      account: () => 'classic:a',
      surfaceOf: () => 'toast',
      isDoNotDisturb: () => false,
      listings: {
        clockOffset: () => Promise.resolve(0),
        serverTime: () => undefined,
        chats: () => Promise.resolve(page(rows)),
        newTickets: () => Promise.resolve(page([])),
      },
      lookups: {
        chat: () => Promise.resolve(undefined),
        ticket: () => Promise.reject(new Error('not asked for')),
      },
    };
    session = new LeaderSession({
      options: options as EventServiceOptions,
      onArrive: () => undefined,
      onChange: () => undefined,
      multicast: () => Promise.resolve('offline'),
      onChangeView: () => undefined,
      find: async (notification) => {
        const isFound = await new Promise<boolean>((resolve) => (found = resolve));
        return isFound ? () => shown.push(notification) : undefined;
      },
    });
  });
  afterEach(async () => {
    await session.dispose();
    await database.close();
    await rm(dir, { recursive: true });
  });

  it('are shown once, even if unshown events are read at the same time', async () => {
    const looked: Promise<void>[] = [];
    // After each stored event, and while the window for the digest is selected.
    session.journal.onDidAppend(() => looked.push(session.showUnshown()));
    await session.catchUp(clock.now() - 60_000, new AbortController().signal, {
      events: ['chat_started', 'chat_ended'],
    });
    looked.push(session.showUnshown());
    await turns();
    await Promise.all(looked);
    found(true);
    await turns();
    clock.advance(10_000);
    await session.showUnshown();
    await turns();
    assert.deepEqual(
      shown.map((one) => ('counts' in one ? [one.kind, one.counts.chat_started] : one.kind)),
      [['digest', 4]],
    );
  });

  it('are shown later if no window could show them', async () => {
    await session.catchUp(clock.now() - 60_000, new AbortController().signal, {
      events: ['chat_started', 'chat_ended'],
    });
    found(false);
    await turns();
    assert.deepEqual(shown, []);
    await session.retryShow();
    found(true);
    await turns();
    assert.equal(shown.length, 1);
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
