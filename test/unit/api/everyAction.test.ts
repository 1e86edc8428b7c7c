import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { LiveChatApi } from '../../../src/core/domain/connection';
import { filesBelow } from '../support/sourceUnits';
import { anyAccount, type AnyAccount } from './support/anyAccount';

const textsOf = (folder: string): string =>
  filesBelow(folder, ['.ts'])
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
const namesIn = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])),
];

/** Texts of the tests that let the sandbox be asked over HTTP and websockets. */
const sandboxTests = textsOf('test/unit/sandbox/platform');
const isNamed = (name: string): boolean => new RegExp(`['"/]${name}['"\`?]`).test(sandboxTests);

describe('Coverage of actions and pushes:', () => {
  let account: AnyAccount;
  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
  });
  afterEach(() => account.dispose());

  it('a test calls each Web API action that the client uses for chats, in the sandbox', async () => {
    const { connection, login, sandbox } = account;
    const { liveChats: api, chats } = connection;
    assert.ok(api);
    const { chatId } = sandbox.chats.startChat({ name: 'Kim', text: 'Hi', agent: login });
    const waiting = sandbox.chats.startChat({ waiting: 'unassigned' }).chatId;
    const other = sandbox.chats.startChat({ agent: sandbox.credentials[1]?.login ?? '' }).chatId;
    const now = async () => await api.get({ chatId });
    const message = { text: 'Hello', isPrivate: false, customId: 'm1' };
    // In this order. A new method does not compile until it is here.
    const calls: Readonly<Record<keyof LiveChatApi, () => Promise<unknown>>> = {
      login: () => api.login(),
      timeLimits: () => api.timeLimits(),
      running: () => api.running(),
      get: now,
      send: () => api.send(chatId, message),
      upload: () => api.upload({ name: 'a.png', bytes: new Uint8Array(7) }),
      sendFile: async () => {
        const url = await api.upload({ name: 'b.png', bytes: new Uint8Array(7) });
        return await api.sendFile(chatId, { url, isPrivate: true, customId: 'f1' });
      },
      join: () => api.join(waiting, { login, isHidden: false }),
      transferAgents: () => api.transferAgents(waiting),
      transfer: () => api.transfer(waiting, { group: 0 }, { allowQueueing: true }),
      leave: async () => {
        await api.join(other, { login, isHidden: true });
        await api.leave(other, login);
      },
      follow: () => api.follow(other),
      unfollow: () => api.unfollow(other),
      markSeen: async () => api.markSeen(chatId, (await now()).events?.at(-1)?.createdAt ?? ''),
      tags: () => api.tags([0]),
      tag: async () => api.tag(await now(), 'refund'),
      untag: async () => api.untag(await now(), 'refund'),
      close: () => api.close(chatId),
      resume: () => api.resume(chatId, { groups: [0], login, first: { ...message, customId: 'm2' } }),
      findThread: async () => api.findThread((await now()).threadId),
      search: () => api.search({}),
    };
    for (const call of Object.values(calls)) await call();
    await chats.list({});
    const used = namesIn(
      textsOf('src/core/api/platform/agentChat') +
        readFileSync('src/core/api/platform/configuration/timeLimits.ts', 'utf8'),
      /\.(?:read|write|upload)\((?:'(?:agent|configuration)', )?'([a-z]+_[a-z_]+)'/g,
    );
    const made = new Set(sandbox.calls.recent.map(({ path }) => path.replace(/.*\//, '')));
    assert.ok(used.length > 15, used.join());
    assert.deepEqual(
      used.filter((action) => !made.has(action)),
      [],
    );
  });

  it('a test of the sandbox names each request and push of the websocket that the client uses', () => {
    const sources = textsOf('src/core/events/rtm');
    const requests = namesIn(sources, /\.request\('([a-z_]+)'/g);
    const [, subscribed = ''] = /const subscribedPushes = \[([^\]]+)\]/.exec(sources) ?? [];
    const pushes = namesIn(subscribed, /'([a-z_]+)'/g);
    const decoded = namesIn(
      readFileSync('src/core/api/platform/agentChat/pushShape.ts', 'utf8'),
      /\[\s*'([a-z]+_[a-z_]+)',/g,
    );
    assert.ok(requests.length > 5 && pushes.length > 20 && decoded.length > 15);
    assert.deepEqual(
      [...requests, ...pushes, ...decoded, 'ping'].filter((name) => !isNamed(name)),
      [],
    );
  });

  it('a test names each chat action that the sandbox supports', () => {
    const actions = namesIn(
      textsOf('src/sandbox/platform/agentChat') + textsOf('src/sandbox/platform/rtm'),
      /^ {4}([a-z]+(?:_[a-z]+)*): (?:action\(|\(session)/gm,
    );
    assert.ok(actions.length > 30, actions.join());
    assert.deepEqual(
      actions.filter((name) => !isNamed(name)),
      [],
    );
  });
});
