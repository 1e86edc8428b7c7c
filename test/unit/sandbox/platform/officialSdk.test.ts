import assert from 'node:assert/strict';
import { connect, type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { Agent } from '@livechat/lc-sdk-js';
import { selfSigned } from '../../support/selfSigned';
import { LiveBench } from './liveBench';
import { basic } from './platformBench';

type Rtm = InstanceType<typeof Agent.RTM>;

declare module 'node:tls' {
  /** In Node since 22.19. */
  function setDefaultCACertificates(certificates: readonly string[]): void;
}

const { Pushes } = Agent.Objects;

/** LiveChat's own client, which connects to `wss:` and `https:` addresses only. */
describe('sandbox and LiveChat’s JavaScript SDK', () => {
  const trusted = tls.getCACertificates('default');
  let live: LiveBench;
  let server: tls.Server;
  let rtm: Rtm;
  let pushes: [name: string, payload: unknown][];

  beforeEach(async () => {
    live = await LiveBench.start();
    const identity = selfSigned();
    tls.setDefaultCACertificates([...trusted, identity.cert]);
    const { port } = new URL(live.bench.sandbox.url);
    // Decrypts, and forwards to the sandbox.
    server = tls.createServer(identity, (encrypted) => {
      const plain = connect(Number(port), '127.0.0.1');
      encrypted.on('error', () => plain.destroy()).on('close', () => plain.destroy());
      plain.on('error', () => encrypted.destroy()).on('close', () => encrypted.destroy());
      encrypted.pipe(plain).pipe(encrypted);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    rtm = new Agent.RTM({ apiUrl: apiUrl() });
    rtm.version = '3.6';
    await rtm.connect();
    pushes = [];
    // The enumeration has duplicates.
    for (const push of new Set(Object.values(Pushes)))
      rtm.on(push, (payload) => pushes.push([push, payload]));
  });
  afterEach(async () => {
    clearInterval(rtm.heartbeatInterval);
    rtm.socket?.close();
    await live.bench.sandbox.dispose();
    await new Promise((resolve) => server.close(resolve));
    tls.setDefaultCACertificates(trusted);
  });

  const apiUrl = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logIn = () => rtm.login(basic(live.bench.credential('owner')));
  const names = () => pushes.map(([name]) => name);
  const message = (text: string) =>
    ({ type: 'message', text, visibility: 'all' }) as unknown as Parameters<Rtm['sendEvent']>[1];

  it('logs in by RTM and lists chats', async () => {
    const answer = await logIn();
    const { my_profile: profile } = answer as unknown as { my_profile: { id: string } };
    assert.equal(profile.id, live.login('owner'));
    const { found_chats: found } = await rtm.listChats({ filters: { active: true } } as object);
    assert.equal(found, 1);
    const chat = (await rtm.getChat(live.chat.chatId)) as unknown as {
      thread: { events: { text: string }[] };
    };
    assert.equal(chat.thread.events[0]!.text, 'Hi');
  });

  it('sends, and receives what the customer and it have written', async () => {
    await logIn();
    const { event_id: id } = await rtm.sendEvent(live.chat.chatId, message('Hello'));
    live.chats.customerTypes(live.chat.chatId, 'I');
    live.chats.customerWrites(live.chat.chatId, 'I see');
    await rtm.sendTypingIndicator(live.chat.chatId, true);
    await rtm.markEventsAsSeen(live.chat.chatId, '2026-07-01T12:00:10.000000Z');
    const events = pushes
      .filter(([name]) => name === 'incoming_event')
      .map(([, payload]) => (payload as { event: { id: string; text: string } }).event);
    assert.deepEqual(
      events.map(({ text }) => text),
      ['Hello', 'I see'],
    );
    assert.equal(events[0]!.id, id);
    assert.deepEqual(names(), [
      ...['incoming_event', 'incoming_sneak_peek', 'incoming_event'],
      ...['incoming_typing_indicator', 'events_marked_as_seen'],
    ]);
  });

  it('transfers, closes and resumes a chat', async () => {
    await logIn();
    const { chatId } = live.chat;
    const next = live.login('normal');
    await rtm.transferChat(chatId, { target: { type: 'agent', ids: [next] } } as object);
    assert.deepEqual((await live.get()).thread.user_ids.slice(1), [next]);
    await rtm.deactivateChat(chatId, true);
    const { thread_id: thread } = await rtm.resumeChat({
      ...{ chat: { id: chatId, access: { group_ids: [0] }, thread: { events: [message('Again')] } } },
    });
    const { thread: resumed } = await live.get();
    assert.deepEqual([resumed.id, resumed.active, resumed.events[0]!.text], [thread, true, 'Again']);
    for (const name of ['chat_transferred', 'chat_deactivated', 'incoming_chat']) {
      assert.ok(names().includes(name), name);
    }
  });

  it('gets an error as the documentation has it', async () => {
    await logIn();
    live.chats.customerLeaves(live.chat.chatId);
    await assert.rejects(rtm.sendEvent(live.chat.chatId, message('Late')), {
      error: { type: 'chat_inactive', message: 'Chat is inactive' },
    });
  });

  it('does the same by Web with an access token of an application', async () => {
    const { organizationId, clientId } = live.bench.sandbox.platform;
    const accessToken = await live.bench.accessToken();
    const token = { organizationID: organizationId, accessToken, region: 'dal' };
    const web = new Agent.Web(clientId, () => token, { apiUrl: apiUrl() });
    web.version = '3.6';
    const { event_id: id } = await web.sendEvent(live.chat.chatId, message('By Web'));
    const chat = (await web.getChat(live.chat.chatId)) as unknown as { thread: { events: { id: string }[] } };
    assert.equal(chat.thread.events.at(-1)!.id, id);
    await web.deactivateChat(live.chat.chatId);
    await web.resumeChat({ chat: { id: live.chat.chatId } } as unknown as string);
    assert.equal((await live.get()).thread.active, true);
  });
});
