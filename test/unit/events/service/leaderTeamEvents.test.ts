import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/core/base/log';
import type { ArrivalKind, ChatArrival } from '../../../../src/core/domain/arrival';
import type { EventServiceOptions } from '../../../../src/core/events/service/eventService';
import { LeaderSession } from '../../../../src/core/events/service/leaderSession';
import type { Surface } from '../../../../src/core/events/status/notification';
import type { Database } from '../../../../src/core/storage/database';
import { ChatServer, login } from '../../chats/support/chatServer';
import { testDatabase } from '../../storage/support/testDatabase';
import { FakeClock } from '../../support/fakeClock';

const account = 'platform:a';
const started_timestamp = '2026-01-01T00:00:00.000000Z';

/** An event of a team. */
function event(kind: 'chat_started' | 'chat_ended', id: string): ChatArrival {
  const chat = { id, started_timestamp, agents: [], groups: [], tags: [], messages: [], events: [] };
  const content = { account, eventId: `${kind} ${id}`, viaTeam: true, chat, visitor: {} } as const;
  return kind === 'chat_started'
    ? { ...content, kind, pre_chat_survey: [] }
    : { ...content, kind, pre_chat_survey: [], post_chat_survey: [] };
}

describe('the events of a team', () => {
  let dir: string;
  let database: Database;
  let clock: FakeClock;
  let session: LeaderSession;
  let surfaces: Partial<Record<ArrivalKind, Surface>>;
  let arrived: string[];
  let shown: string[];
  /** Each resolves a pending selection of the window that shows a notification. */
  let looks: ((show: (() => void) | undefined) => void)[];

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'leader-'));
    database = await testDatabase(dir);
    clock = new FakeClock();
    [surfaces, arrived, shown, looks] = [{}, [], [], []];
    const options: Partial<EventServiceOptions> = {
      ...{ database, clock, log: silentLog },
      account: () => account,
      login: () => login,
      surfaceOf: (kind) => (surfaces as Partial<Record<string, Surface>>)[kind] ?? 'toast',
      isDoNotDisturb: () => false,
    };
    session = new LeaderSession({
      options: options as EventServiceOptions,
      onArrive: ({ eventId }) => arrived.push(eventId),
      onChange: () => undefined,
      multicast: () => Promise.resolve('offline'),
      onChangeView: () => undefined,
      find: async (notification) => {
        const name = 'arrival' in notification ? notification.arrival.eventId : notification.kind;
        const show = await new Promise<(() => void) | undefined>((resolve) => {
          looks.push((how) => resolve(how));
          answers.set(looks.at(-1), name);
        });
        return show;
      },
    });
  });
  afterEach(async () => {
    await session.dispose();
    await database.close();
    await rm(dir, { recursive: true });
  });
  const answers = new Map<unknown, string>();
  /** A window responds to everything asked, the newest first, and shows it. */
  const respond = (show: (name: string) => void = (name) => shown.push(name)): void => {
    for (const look of looks.splice(0).reverse()) look(() => show(answers.get(look) ?? ''));
  };
  const stored = async (): Promise<readonly string[]> => {
    const { entries } = await session.journal.page();
    return entries.map(({ arrival }) => arrival.eventId).reverse();
  };

  const end = event('chat_ended', 'X');
  const start = event('chat_started', 'X');
  const batches = [
    { name: 'a kind that is off before', off: 'chat_ended', of: [event('chat_ended', 'O'), start, end] },
    { name: 'another chat before', of: [event('chat_started', 'O'), start, end] },
    { name: 'the end off', off: 'chat_ended', of: [start, end] },
    { name: 'the end elsewhere', bar: 'chat_ended', of: [start, end, event('chat_started', 'Z')] },
    { name: 'the end fetched after a gap', of: [start, { ...end, isCaughtUp: true }] },
  ] as const;
  for (const answer of ['soon', 'too late'] as const) {
    for (const { name, of, ...kinds } of batches) {
      it(`are stored in order: ${name}, and a window that responds ${answer}`, async () => {
        if ('off' in kinds) surfaces[kinds.off] = 'off';
        if ('bar' in kinds) surfaces[kinds.bar] = 'statusBar';
        const accepted = Promise.all(of.map((one) => session.accept(one)));
        await turns();
        if (answer === 'soon') respond();
        else clock.advance(100);
        await accepted;
        await turns();
        const ids = of.map(({ eventId }) => eventId);
        assert.deepEqual(await stored(), ids);
        assert.deepEqual(arrived, ids);
      });
    }
  }

  for (const answer of ['soon', 'too late'] as const) {
    it(`are not shown where a push gave the chat to the user meanwhile, and a window responds ${answer}`, async () => {
      const server = new ChatServer('a');
      session.receive(account, { kind: 'gap', running: [] });
      const accepted = session.accept(event('chat_started', server.chat.threadId));
      await turns();
      server.run({ do: 'joins', agent: 0 });
      session.receive(account, { kind: 'started', chat: server.get() });
      if (answer === 'soon') respond();
      else clock.advance(100);
      assert.equal(await accepted, 'kept');
      await turns();
      respond();
      clock.advance(1_000);
      await turns();
      respond();
      await turns();
      assert.deepEqual(shown, ['assigned']);
      assert.deepEqual(await session.journal.unshown(), []);
      const other = session.accept(event('chat_started', 'other'));
      await turns();
      respond();
      await other;
      assert.deepEqual(shown, ['assigned', 'chat_started other']);
    });
  }

  it('are stored also where the window that was found has closed', async () => {
    const accepted = session.accept(start);
    await turns();
    respond(() => {
      throw new Error('closed');
    });
    assert.equal(await accepted, 'kept');
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
