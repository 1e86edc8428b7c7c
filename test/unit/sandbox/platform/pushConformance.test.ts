import assert from 'node:assert/strict';
import { liveFormat } from '../../../../src/core/api/platform/live';
import type { ChatPush } from '../../../../src/core/domain/liveChat';
import { LiveBench } from './liveBench';
import { RtmClient, type Message } from './rtmClient';

interface Case {
  readonly push: string;
  /** Lets LiveChat send it. */
  readonly cause: (live: LiveBench, client: RtmClient) => unknown;
  /** What the client makes of it; nothing where it changes nothing that is shown. */
  readonly decoded?: ChatPush['kind'];
}

const ids = ({ chat: { chatId: chat_id, threadId: thread_id } }: LiveBench) => ({ chat_id, thread_id });
const properties = { shop: { order: 7 } };
const names = { properties: { shop: ['order'] } };

/** Every push about running chats (LiveChat docs, Agent Chat API: "RTM pushes"). */
const cases: readonly Case[] = [
  {
    push: 'incoming_chat',
    cause: (live) => live.chats.startChat({ agent: live.login('normal') }),
    decoded: 'started',
  },
  { push: 'user_added_to_chat', cause: (live) => live.join('normal'), decoded: 'userAdded' },
  {
    push: 'user_removed_from_chat',
    cause: async (live) => {
      await live.join('normal');
      const user = { user_id: live.login('normal'), user_type: 'agent' };
      await live.done('remove_user_from_chat', { chat_id: live.chat.chatId, ...user });
    },
    decoded: 'userRemoved',
  },
  {
    push: 'chat_transferred',
    cause: (live) => transfer(live, { type: 'agent', ids: [live.login('normal')] }),
    decoded: 'transferred',
  },
  {
    push: 'chat_access_updated',
    cause: (live) => transfer(live, { type: 'group', ids: [1] }),
    decoded: 'access',
  },
  {
    push: 'incoming_event',
    cause: (live) => live.chats.customerWrites(live.chat.chatId, 'Hello'),
    decoded: 'event',
  },
  {
    push: 'event_updated',
    cause: (live) => live.chats.updateEvent(live.chat.chatId, firstEvent(live), { text: 'Hallo' }),
    decoded: 'event',
  },
  {
    push: 'event_deleted',
    cause: (live) => live.chats.deleteEvent(live.chat.chatId, firstEvent(live)),
    decoded: 'eventDeleted',
  },
  {
    push: 'incoming_rich_message_postback',
    cause: async (live) => {
      const card = { type: 'rich_message', template_id: 'cards', elements: [{ title: 'A' }] };
      const event_id = await live.send(card);
      await live.done('send_rich_message_postback', {
        ...{ ...ids(live), event_id, postback: { id: 'yes', toggled: true } },
      });
    },
  },
  {
    push: 'thread_properties_updated',
    cause: (live) => live.chats.makeIdle(live.chat.chatId),
    decoded: 'properties',
  },
  {
    push: 'thread_properties_deleted',
    cause: (live) => live.done('delete_thread_properties', { ...ids(live), ...names }),
  },
  {
    push: 'chat_properties_updated',
    cause: (live) => live.done('update_chat_properties', { id: live.chat.chatId, properties }),
  },
  {
    push: 'chat_properties_deleted',
    cause: (live) => live.done('delete_chat_properties', { id: live.chat.chatId, ...names }),
  },
  {
    push: 'event_properties_updated',
    cause: (live) =>
      live.done('update_event_properties', { ...ids(live), event_id: firstEvent(live), properties }),
  },
  {
    push: 'event_properties_deleted',
    cause: (live) =>
      live.done('delete_event_properties', { ...ids(live), event_id: firstEvent(live), ...names }),
  },
  {
    push: 'thread_tagged',
    cause: (live) => live.done('tag_thread', { ...ids(live), tag: 'bug' }),
    decoded: 'tag',
  },
  {
    push: 'thread_untagged',
    cause: async (live) => {
      await live.done('tag_thread', { ...ids(live), tag: 'bug' });
      await live.done('untag_thread', { ...ids(live), tag: 'bug' });
    },
    decoded: 'tag',
  },
  {
    push: 'events_marked_as_seen',
    cause: (live) => live.chats.customerSees(live.chat.chatId),
    decoded: 'seen',
  },
  {
    push: 'incoming_typing_indicator',
    cause: (live) =>
      live.done('send_typing_indicator', { chat_id: live.chat.chatId, is_typing: true }, 'normal'),
    decoded: 'typing',
  },
  {
    push: 'incoming_sneak_peek',
    cause: (live) => live.chats.customerTypes(live.chat.chatId, 'Where'),
    decoded: 'sneakPeek',
  },
  {
    push: 'incoming_thinking_indicator',
    cause: (live) => live.done('send_thinking_indicator', { chat_id: live.chat.chatId, title: 'Hm' }),
  },
  {
    push: 'queue_positions_updated',
    cause: (live) => live.chats.startChat({ waiting: 'queue' }),
    decoded: 'queue',
  },
  {
    push: 'thread_summary_set',
    cause: async (live) => {
      live.chats.customerLeaves(live.chat.chatId);
      await live.done('request_thread_summary', ids(live));
    },
  },
  {
    push: 'incoming_error',
    cause: async (live) => {
      const { chatId: chat_id, threadId: thread_id } = live.chats.startChat({ text: null });
      await live.done('request_thread_summary', { chat_id, thread_id });
    },
  },
  {
    push: 'chat_unfollowed',
    cause: async (live) => {
      await live.done('follow_chat', { id: live.chat.chatId });
      await live.done('unfollow_chat', { id: live.chat.chatId });
    },
    decoded: 'unfollowed',
  },
  {
    push: 'chat_deactivated',
    cause: (live) => live.done('deactivate_chat', { id: live.chat.chatId }),
    decoded: 'ended',
  },
  {
    push: 'customer_updated',
    cause: (live) => live.done('update_customer', { id: live.chat.customerId, name: 'Kim Lee' }),
    decoded: 'customer',
  },
  {
    push: 'customer_page_updated',
    cause: (live) => live.chats.customerOpens(live.chat.chatId, 'https://shop.test/cart'),
    decoded: 'customer',
  },
  {
    push: 'customer_banned',
    cause: (live) => live.done('ban_customer', { id: live.chat.customerId, ban: { days: 1 } }),
  },
  { push: 'customer_left', cause: (live) => live.chats.customerLeaves(live.chat.chatId) },
  {
    push: 'routing_status_set',
    cause: (_live, client) => client.request('set_routing_status', { status: 'not_accepting_chats' }),
  },
  {
    push: 'incoming_multicast',
    cause: (live) => live.done('multicast', { recipients: { agents: { all: true } }, content: { hello: 1 } }),
  },
];

describe('Each push about running chats', () => {
  let live: LiveBench;
  let client: RtmClient;

  beforeEach(async () => {
    live = await LiveBench.start();
    client = await RtmClient.loggedIn(live.bench);
  });
  afterEach(() => live.bench.sandbox.dispose());

  for (const { push: name, cause, decoded } of cases) {
    it(`${name} is sent, and ${decoded === undefined ? 'changes nothing that is shown' : `is decoded as ${decoded}`}`, async () => {
      await cause(live, client);
      const { payload } = await client.push(name);
      assert.equal(liveFormat.decodePush(name, payload)?.kind, decoded);
    });
  }
});

describe('Lists of running chats', () => {
  let live: LiveBench;
  beforeEach(async () => {
    live = await LiveBench.start();
  });
  afterEach(() => live.bench.sandbox.dispose());

  it('are decoded alike from v3.6 and v3.7, by Web and after a login', async () => {
    const { chatId } = live.chat;
    live.chats.startChat({ waiting: 'queue' });
    await live.done('tag_thread', { ...ids(live), tag: 'bug' });
    await live.send({ text: 'Good day' });
    const lists = async (version: string) => {
      const filters = { active: true };
      const byWeb = await live.bench.action('agent/list_chats', { filters, limit: 100 }, {}, version);
      const client = await RtmClient.open(live.bench, { version });
      const { payload }: Message = await client.logIn();
      client.socket.close();
      return [byWeb.json(), payload].map((one) =>
        liveFormat.decodeSummaries(one).toSorted((a, b) => (a.chatId < b.chatId ? -1 : 1)),
      );
    };
    const [older, olderLogin] = await lists('v3.6');
    const [newer, newerLogin] = await lists('v3.7');
    assert.deepEqual([older, olderLogin], [newer, newerLogin]);
    assert.deepEqual(older, olderLogin);
    const found = older?.find((chat) => chat.chatId === chatId);
    assert.deepEqual(found?.lastMessage?.content, { kind: 'message', text: 'Good day' });
    assert.equal(older?.filter(({ waiting }) => waiting === 'queue').length, 1);
  });
});

async function transfer(live: LiveBench, target: object): Promise<void> {
  await live.done('transfer_chat', { id: live.chat.chatId, target, ignore_agents_availability: true });
}

function firstEvent({ chats, chat }: LiveBench): string {
  return chats.events(chat.chatId)[0]?.id ?? '';
}
