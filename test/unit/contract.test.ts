import assert from 'node:assert/strict';
import { accountKinds } from '../../src/core/domain/account';
import type { AgentDetail } from '../../src/core/domain/agent';
import type { Arrival } from '../../src/core/domain/arrival';
import { classicCapabilities, platformCapabilities } from '../../src/core/domain/capabilities';
import type { FailureCode } from '../../src/core/domain/failure';
import type { LiveChat } from '../../src/core/domain/liveChat';
import { listenerStates } from '../../src/core/events/status/listenerStatus';
import { receiverTunnels } from '../../src/core/receiverProgram/receiverConfig';
import { fromAgent } from '../../src/protocol/fromDomain';
import { kindLabels } from '../../src/ui/account/signInLabels';
import { agentItem } from '../../src/ui/agents/agentItem';
import { chatItem } from '../../src/ui/chats/chatItem';
import { createAgentSpec, editAgentSpec } from '../../src/ui/forms/agentFields';
import { choicesOf } from '../../src/ui/forms/choices';
import { createTicketSpec } from '../../src/ui/forms/ticketFields';
import { arrivalTitle } from '../../src/ui/messages/arrivalLabels';
import { ticketItem } from '../../src/ui/tickets/views/ticketItem';
import { bareChat } from './chatDetail/support/contractChat';
import * as contract from './support/contract';
import { leavesOf, valueAt } from './support/leaves';
import { contractTicket } from './ticketDetail/support/contractTicket';

const lists = { agents: [], groups: [], tags: [] };

describe('the contract', () => {
  it('has every code of an error, and every state of listening', () => {
    // Types of codes that only one of the two has are no `never`.
    const missing: Exclude<FailureCode, (typeof contract.errorCodes)[number]>[] = [];
    const unknown: Exclude<(typeof contract.errorCodes)[number], FailureCode>[] = [];
    const none: readonly never[] = [...missing, ...unknown];
    assert.deepEqual(none, []);
    assert.deepEqual([...listenerStates].sort(), [...contract.listenerStates].sort());
    assert.deepEqual([...receiverTunnels], contract.receiverTunnels);
  });

  it('names the kinds of account in the first step of signing in', () => {
    const labels = accountKinds.map((kind) => kindLabels(kind).label);
    assert.deepEqual(
      labels.map((label) => ['Classic', 'Platform'].filter((word) => label.includes(word))),
      [['Classic'], ['Platform']],
    );
  });

  it('names the fields of the forms', () => {
    const namesIn = ({ fields }: ReturnType<typeof createTicketSpec>): readonly string[] =>
      fields.map(({ name }) => name);
    const [classic, platform] = [classicCapabilities, platformCapabilities].map((can) =>
      choicesOf(can, lists),
    );
    assert.ok(classic && platform);
    const { ticket, agent } = contract.formFields;
    const lackingIn = (wanted: readonly string[], names: readonly string[]): readonly string[] =>
      wanted.filter((name) => !names.includes(name));
    assert.deepEqual(lackingIn(ticket, namesIn(createTicketSpec(classic))), []);
    assert.deepEqual(lackingIn(agent, namesIn(createAgentSpec(classic))), []);
    // What a platform account cannot carry is not asked for.
    assert.deepEqual(lackingIn(ticket, namesIn(createTicketSpec(platform))), ['source.type', 'source.url']);
    assert.deepEqual(lackingIn(agent, namesIn(createAgentSpec(platform))), ['password']);
  });

  it('begins the description of a row with what people know it by', () => {
    const presence = { text: 'Kim is typing', icon: 'edit' } as const;
    const wait = {
      short: 'waiting 5m',
      long: 'has waited 5 minutes',
      color: undefined,
      level: 'short',
    } as const;
    const descriptionOf = (ticket: typeof contractTicket & { readonly shortId?: string }): unknown => {
      const node = { kind: 'ticket', key: 'open', row: { kind: 'ticket', ticket, malformed: [] } } as const;
      return ticketItem(node, 0, new Set([ticket.id]), wait, presence).description;
    };
    assert.match(String(descriptionOf(contractTicket)), /^TICKET7 · /);
    assert.match(String(descriptionOf({ ...contractTicket, shortId: '7QK2P' })), /^7QK2P · /);

    const row = { kind: 'agent', agent: contractAgent, malformed: [] } as const;
    const agent = agentItem({ kind: 'agent', row });
    assert.equal(agent.label, 'Ada Park');
    assert.match(String(agent.description), /^ada@shop\.test · /);

    const customer = { id: 'c', kind: 'customer', isPresent: true } as const;
    const chatOf = (named: { readonly name?: string; readonly email?: string }): LiveChat => ({
      ...{ chatId: 'C', threadId: 'T', isActive: true, groups: [], tags: [], isFollowed: false },
      users: [{ ...customer, ...named }],
      startedAt: '2026-07-01T11:00:00.000Z',
      queuedAt: '2026-07-01T11:00:00.000Z',
    });
    const now = Date.parse('2026-07-01T11:05:00.000Z');
    const itemOf = (section: 'mine' | 'waiting' | 'others', chat: LiveChat) =>
      chatItem({ kind: 'chat', section, chat, account: 'a' }, now, () => now + 60_000, presence);
    const kim = { name: 'Kim Lee', email: 'kim@mail.test' };
    for (const section of ['mine', 'waiting', 'others'] as const) {
      assert.match(String(itemOf(section, chatOf(kim)).description), /^5m · /, section);
    }
    assert.deepEqual(
      [kim, { email: 'kim@mail.test' }, {}].map((named) => itemOf('waiting', chatOf(named)).label),
      ['Kim Lee', 'kim@mail.test', 'Visitor'],
    );
  });

  it('has the texts of the notifications', () => {
    const ticket: Arrival = { kind: 'ticket_created', eventId: 'E', account: 'a', ticket: contractTicket };
    const titleOf = (visitor: object, kind: 'chat_started' | 'chat_ended'): string =>
      arrivalTitle({ ...bareChat, kind, visitor });
    const kim = { name: 'Kim Lee', email: 'kim@mail.test' };
    assert.equal(titleOf(kim, 'chat_started'), 'Chat started: Kim Lee');
    assert.equal(titleOf({ email: 'kim@mail.test' }, 'chat_ended'), 'Chat ended: kim@mail.test');
    assert.equal(titleOf({}, 'chat_started'), 'Chat started: Visitor');
    assert.equal(arrivalTitle(ticket), `New ticket: ${contractTicket.subject}`);
  });

  it('has a place for every field of an agent', () => {
    const row = { kind: 'agent', agent: contractAgent, malformed: [] } as const;
    const { label, description, tooltip } = agentItem({ kind: 'agent', row });
    const spec = editAgentSpec(choicesOf(classicCapabilities, lists), contractAgent);
    const shown = JSON.stringify([label, description, tooltip, fromAgent(contractAgent), spec]);
    for (const path of leavesOf(contractAgent)) {
      assert.ok(shown.includes(String(valueAt(contractAgent, path))), path.join('.'));
    }
  });
});

/** Every field of the contract's `AgentDetail`, each with a unique value. */
const contractAgent = {
  login: 'ada@shop.test',
  name: 'Ada Park',
  permission: 'administrator',
  avatar: 'https://cdn.shop.test/ada.png',
  status: 'not accepting chats',
  groups: [{ id: 31, name: 'Returns desk' }],
  job_title: 'Shift lead',
  login_status: 'accepting chats',
  max_chats_count: 17,
} as const satisfies AgentDetail;
