import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { createTeamKey, parseTeamKey } from '../../src/core/team/teamKey';
import { hostileArguments } from '../unit/support/hostileArguments';
import { call, refusalOf } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';

const requester = { mail: 'kim@mail.test', name: 'Kim' };

/** Commands with a valid argument. Those that `optional` names have no required field. */
const shared: Readonly<Record<string, object>> = {
  'livechat.ticket.list': { status: 'open', page: 1, dateFrom: '2026-01-01', requesterMail: 'kim@mail.test' },
  'livechat.ticket.get': { ticketId: 'A' },
  'livechat.ticket.create': { message: 'Hi', requester, subject: 'S', tags: ['a'] },
  'livechat.ticket.update': { ticketId: 'A', message: 'Hi', private: true, assignee: { id: 'a' } },
  'livechat.ticket.bulk': { ticketIds: ['A'], change: { status: 'solved' }, dryRun: true },
  'livechat.ticket.export': { format: 'csv', filter: { status: 'open' }, separator: ';' },
  'livechat.handover': { from: '2026-01-01', to: '2026-01-02' },
  'livechat.statistics': { from: '2026-01-01', to: '2026-01-02' },
  'livechat.search': { query: 'q', limit: 1 },
  'livechat.agent.list': { status: 'offline' },
  'livechat.agent.get': { login: 'a@b.test' },
  'livechat.agent.create': { login: 'a@b.test', name: 'A', max_chats_count: 3 },
  'livechat.agent.update': { login: 'a@b.test', name: 'A', groups: [1] },
  'livechat.agent.delete': { login: 'a@b.test', confirmed: true },
  'livechat.webhooks.cleanUp': { confirmed: true },
  'livechat.account.signOut': { account: 'nobody', deleteData: true },
  'livechat.localData.delete': { confirmed: true },
  'livechat.sandbox.open': { kind: 'classic' },
  'livechat.team.join': {
    servers: ['nats://127.0.0.1:1'],
    credentials: { user: 'ada', password: 'p' },
    teamKey: createTeamKey(),
    receive: false,
  },
};
const chats: Readonly<Record<string, object>> = {
  'livechat.chat.list': { view: 'all' },
  'livechat.chat.get': { chatId: 'c', threadId: 't' },
  'livechat.chat.join': { chatId: 'c', whisper: true },
  'livechat.chat.send': { chatId: 'c', message: 'Hi', private: true },
  'livechat.chat.transfer': { chatId: 'c', agent: 'a' },
  'livechat.chat.leave': { chatId: 'c' },
  'livechat.chat.tag': { chatId: 'c', tag: 't' },
  'livechat.chat.untag': { chatId: 'c', tag: 't' },
  'livechat.chat.close': { chatId: 'c', confirmed: true },
  'livechat.chat.resume': { chatId: 'c', message: 'Hi' },
  'livechat.chat.search': { query: 'q', from: '2026-01-01', page: 1 },
};
const optional: ReadonlySet<string> = new Set([
  ...['livechat.ticket.list', 'livechat.agent.list', 'livechat.chat.list', 'livechat.chat.search'],
  ...[
    'livechat.account.signOut',
    'livechat.sandbox.open',
    'livechat.webhooks.cleanUp',
    'livechat.statistics',
  ],
]);

describe('a hostile argument of a command', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;
  beforeEach(() => (extension = new ExtensionFixture()));
  afterEach(() => extension.end());

  async function refuseAll(commands: Readonly<Record<string, object>>): Promise<void> {
    for (const [command, valid] of Object.entries(commands)) {
      sandbox.calls.reset();
      for (const [name, argument] of hostileArguments(valid)) {
        // It has no fields of its own.
        if (name === 'fields of the prototype' && optional.has(command)) continue;
        const { name: type, code, message } = await refusalOf(call(command, argument));
        assert.deepEqual([type, code], ['LiveChatError', 'invalid-input'], `${command}, ${name}: ${message}`);
        assert.ok(message.length < 3_000, `${command}, ${name}: ${message.length} characters`);
      }
      assert.deepEqual(sandbox.calls.byRoute, {}, command);
    }
  }

  it('is refused as such, and nothing is sent', async () => {
    sandbox = await extension.sandbox();
    const { login, apiKey } = sandbox.credentials[0]!;
    await extension.signIn(login, apiKey);
    await refuseAll(shared);
  }).timeout(60_000);

  it('is refused by a platform account, too', async () => {
    sandbox = await extension.platformSandbox();
    await extension.signInToPlatform(sandbox);
    await refuseAll({ ...chats, ...shared });
  }).timeout(60_000);

  it('is not read by commands of a team that need none', async () => {
    for (const [name, argument] of hostileArguments({})) {
      const { state } = await call<{ readonly state: string }>('livechat.team.leave', argument);
      assert.equal(state, 'off', name);
      const { teamKey } = await call<{ readonly teamKey: string }>('livechat.team.newKey', argument);
      assert.ok(parseTeamKey(teamKey), name);
    }
  });

  it('that is no well-formed id is not found, and nothing is sent', async () => {
    sandbox = await extension.sandbox();
    const { login, apiKey } = sandbox.credentials[0]!;
    await extension.signIn(login, apiKey);
    sandbox.calls.reset();
    for (const id of ['\ud800', '..', '.', 'a\udc00b']) {
      for (const [command, argument] of [
        ['livechat.ticket.get', { ticketId: id }],
        ['livechat.ticket.update', { ticketId: id, status: 'solved' }],
        ['livechat.agent.get', { login: id }],
        ['livechat.agent.update', { login: id, name: 'A' }],
        ['livechat.agent.delete', { login: id, confirmed: true }],
      ] as const) {
        const { code } = await refusalOf(call(command, argument));
        assert.equal(code, 'not-found', `${command} ${JSON.stringify(id)}`);
      }
    }
    assert.deepEqual(
      // The views load their lists meanwhile, if a test before has shown them.
      Object.keys(sandbox.calls.byRoute).filter((route) => !['GET /agents', 'GET /tickets'].includes(route)),
      [],
    );
  });
});
