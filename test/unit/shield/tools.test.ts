import assert from 'node:assert/strict';
import { toPublicChat } from '../../../src/core/actions/chats/chatResult';
import type { TicketCommandApi } from '../../../src/ui/commandApi/ticketCommandApi';
import { chatTools, type ChatWork } from '../../../src/ui/tools/chatTools';
import { eventTools, type KeptEvents } from '../../../src/ui/tools/eventTools';
import { ticketTools } from '../../../src/ui/tools/ticketTools';
import { agent, chat, chatStarted, leftIn, shieldView, ticket, ticketCreated } from './support/people';

const shield = shieldView();
const entry = { seq: 1, at: '2026-01-02T10:00:00.000Z', arrival: chatStarted };

describe('while the shield is on, nothing of customers is left in', () => {
  const check = (value: unknown): void => {
    assert.ok(value !== undefined && value !== '');
    assert.deepEqual(leftIn(value), []);
  };

  it('results and confirmations of language-model tools', async () => {
    const result = toPublicChat(chat, agent);
    const chats: ChatWork = {
      list: () => Promise.resolve({ chats: [result] }),
      get: () => Promise.resolve(result),
      getSendable: () => Promise.resolve(result),
      send: () => assert.fail('not sent'),
    };
    const work = {
      groupedBy: 'groups',
      list: () => Promise.resolve({ tickets: [ticket], total: 1, pages: 1, page: 1 }),
      read: () => Promise.resolve(ticket),
      update: () => Promise.resolve(ticket),
      create: () => Promise.resolve(ticket),
      canCreate: () => true,
      readChange: () => ({ ok: true, value: { ticketId: 'T1', change: { status: 'solved', subject: 'x' } } }),
      requireSupport: () => Promise.resolve(),
      snapshot: () => Promise.resolve({ ticket, readAt: 0 }),
    } as unknown as TicketCommandApi;
    const events = {
      isInUse: true,
      shownAccount: 'platform:a',
      activity: { page: () => Promise.resolve({ entries: [entry, { ...entry, arrival: ticketCreated }] }) },
      view: { state: 'live' },
    } as unknown as KeptEvents;
    const tools = [...ticketTools(work, shield), ...chatTools(chats, shield), ...eventTools(events, shield)];
    const input = { chatId: 'C1', ticketId: 'T1' };
    for (const tool of tools) {
      if (tool.name === 'livechat_send_chat_message')
        check(tool.writes && (await tool.question({ chatId: 'C1', message: 'Hello' })));
      else if (tool.name === 'livechat_recent_events') check(await tool.invoke({}, undefined));
      else check(await tool.invoke(input, undefined));
      if (tool.writes && tool.name === 'livechat_update_ticket') {
        const question = await tool.question(input);
        check({ ...question, base: undefined });
        // The change is compared with the ticket itself.
        assert.equal(question?.base?.ticket, ticket);
      }
    }
  });
});
