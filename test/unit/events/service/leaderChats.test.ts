import assert from 'node:assert/strict';
import type { Arrival } from '../../../../src/core/domain/arrival';
import { LeaderChats } from '../../../../src/core/events/service/leaderChats';
import type {
  ChatNotification,
  NotifiedKind,
  Surface,
} from '../../../../src/core/events/status/notification';
import { ChatServer, login, type Step } from '../../chats/support/chatServer';
import { FakeClock } from '../../support/fakeClock';

const account = 'platform:a';
const says: Step = { do: 'customerSays', agent: 0 };

describe('notifications about running chats in the leader', () => {
  let clock: FakeClock;
  let active: string;
  let surfaces: Partial<Record<NotifiedKind, Surface>>;
  let shown: (readonly [string, ChatNotification['kind'], string | undefined])[];
  let chats: LeaderChats;
  let server: ChatServer;

  beforeEach(() => {
    clock = new FakeClock();
    [active, surfaces, shown] = [account, {}, []];
    server = new ChatServer('a');
    chats = new LeaderChats({
      clock,
      account: () => active,
      login: () => login,
      surfaceOf: (kind) => surfaces[kind] ?? 'toast',
      waitingMinutes: () => 0,
      isDoNotDisturb: () => false,
      notify: (id, { kind, name }) => shown.push([id, kind, name]),
    });
  });
  afterEach(() => chats.dispose());

  const run = (...steps: readonly Step[]): void => {
    for (const push of steps.flatMap((step) => server.run(step))) chats.receive(account, push);
  };
  const mine = (): void => {
    server.run({ do: 'joins', agent: 0 });
    chats.receive(account, { kind: 'gap', running: [server.listed()] });
  };
  const startOf = (of = account): Arrival => ({
    kind: 'chat_started',
    eventId: 'e',
    account: of,
    chat: { id: server.chat.threadId, agents: [], groups: [], tags: [], messages: [], events: [] },
    visitor: {},
    pre_chat_survey: [],
  });

  it('are of the active account', () => {
    mine();
    active = 'platform:b';
    run(says);
    assert.deepEqual(shown, []);
    active = account;
    run(says);
    assert.deepEqual(shown, [[account, 'message', 'Kim']]);
  });

  it('are not made of a chat that a window shows, until it reports otherwise or is closed', () => {
    const [one, two] = [{}, {}];
    mine();
    chats.setShown(one, ['a', 'b']);
    chats.setShown(two, ['b']);
    run(says);
    chats.setShown(two, []);
    run(says);
    assert.deepEqual(shown, []);
    chats.setShown(one, ['b']);
    run(says);
    assert.equal(shown.length, 1);
    chats.setShown(one, ['a']);
    clock.advance(3_600_000);
    run(says);
    assert.equal(shown.length, 1);
    chats.windowLeft(one);
    run(says);
    assert.equal(shown.length, 2);
  });

  it('name the author of a message', () => {
    mine();
    run({ do: 'joins', agent: 1 }, { do: 'agentSays', agent: 1 });
    assert.deepEqual(
      shown.map(([, , name]) => name),
      [server.chat.users.find(({ id }) => id === 'grace@shop.test')?.name ?? 'grace@shop.test'],
    );
  });

  it('replace the one about the start of a chat that begins with the person', () => {
    chats.receive(account, { kind: 'started', chat: server.get() });
    assert.equal(chats.covers(startOf()), false);
    server.run({ do: 'restarts' });
    server.run({ do: 'joins', agent: 0 });
    chats.receive(account, { kind: 'started', chat: server.get() });
    assert.equal(chats.covers(startOf()), true);
    assert.equal(chats.covers(startOf('platform:b')), false);
    clock.advance(10_000);
    assert.equal(chats.covers(startOf()), true);
    assert.deepEqual(shown, [[account, 'assigned', 'Kim']]);
    surfaces = { assigned: 'off' };
    assert.equal(chats.covers(startOf()), false);
  });

  it('replace the one about a start that a team reported before LiveChat’s push', () => {
    const settled: boolean[] = [];
    const awaits = (start: Arrival): boolean =>
      chats.awaitsPush(start, (isCovered) => settled.push(isCovered));
    const own = (): Arrival => {
      const start = startOf();
      assert.ok(start.kind === 'chat_started');
      return { ...start, viaTeam: true, chat: { ...start.chat, agents: [{ login }] } };
    };
    assert.equal(awaits(own()), false, 'without a connection no push comes');
    chats.receive(account, { kind: 'gap', running: [] });
    assert.equal(awaits(startOf()), false);
    assert.equal(awaits({ ...own(), account: 'platform:b' }), false);
    server.run({ do: 'restarts' });
    assert.equal(awaits(own()), true);
    server.run({ do: 'joins', agent: 0 });
    chats.receive(account, { kind: 'started', chat: server.get() });
    assert.deepEqual(settled, [true]);
    server.run({ do: 'restarts' });
    assert.equal(awaits(own()), true);
    clock.advance(2_000);
    assert.deepEqual(settled, [true, false], 'the person began it');
    assert.equal(awaits(own()), true);
    chats.dispose();
    clock.advance(2_000);
    assert.equal(settled.length, 2);
  });

  it('replace nothing of a chat that was the person’s before', () => {
    mine();
    chats.receive(account, { kind: 'started', chat: server.get() });
    assert.equal(chats.covers(startOf()), false);
  });
});
