import * as v from 'valibot';
import type { NamedAgent } from '../../../account/ticket';
import { makeVisitor } from '../../../data/makeVisitor';
import { action, type Actions, type Caller } from '../../action';
import { notFound, notAuthorized, PlatformError, wrongFormat } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { isActive, type Thread } from '../chatStore';
import { endByAgent, startThread } from '../live/lifecycle';
import { transfer } from '../live/transfer';
import type { NewEvent } from '../threadLog';
import { eventInput } from './eventInput';
import { activeThread, READ, requireMember, threadsOf, WRITE } from './lookUp';

const properties = v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {});
const newChat = {
  users: v.optional(v.array(v.object({ id: v.string(), type: v.picklist(['agent', 'customer']) })), []),
  access: v.optional(v.object({ group_ids: v.array(v.number()) }), { group_ids: [0] }),
  properties,
  thread: v.optional(v.object({ events: v.optional(v.array(eventInputWithAuthor())), properties }), {
    properties: {},
  }),
};
const kind = { active: v.optional(v.boolean(), true), continuous: v.optional(v.boolean()) };
const byId = v.object({ id: v.string() });
const isIgnored = v.optional(v.boolean(), false);

type NewChat = v.InferOutput<v.ObjectSchema<typeof newChat, undefined>>;

function eventInputWithAuthor() {
  return v.intersect([eventInput, v.object({ author_id: v.optional(v.string()) })]);
}

/** Actions that start, end, hand over and follow chats. */
export function lifecycleActions(platform: PlatformState): Actions {
  return {
    start_chat: action(
      v.object({ chat: v.optional(v.object(newChat), {}), ...kind }),
      WRITE,
      ({ chat, active, continuous }, caller) => {
        const customer = customerOf(platform, chat);
        const { thread, ids } = start(platform, caller, chat, continuous, customer);
        if (!active) endByAgent(platform, thread, caller.agent);
        return { chat_id: thread.chatId, thread_id: thread.threadId, ...ids };
      },
    ),

    // Without `access` everyone gets access, as documented.
    resume_chat: action(
      v.object({ chat: v.object({ id: v.string(), ...newChat }), ...kind }),
      WRITE,
      ({ chat, active, continuous }, caller) => {
        const previous = threadsOf(platform, chat.id, caller).at(-1);
        if (!previous) throw notFound('Chat');
        // Inferred.
        if (isActive(previous)) throw wrongFormat('Chat is already active');
        const { thread, ids } = start(platform, caller, chat, continuous, previous, previous);
        if (!active) endByAgent(platform, thread, caller.agent);
        return { thread_id: thread.threadId, ...ids };
      },
    ),

    deactivate_chat: action(
      v.object({ id: v.string(), ignore_requester_presence: isIgnored }),
      WRITE,
      ({ id, ignore_requester_presence: ignores }, caller) => {
        const thread = activeThread(platform, id, caller);
        if (!ignores) requireMember(thread, caller);
        endByAgent(platform, thread, caller.agent);
        return undefined;
      },
    ),

    transfer_chat: action(
      v.object({
        id: v.string(),
        target: v.optional(
          v.variant('type', [
            v.object({ type: v.literal('agent'), ids: v.array(v.string()) }),
            v.object({ type: v.literal('group'), ids: v.array(v.number()) }),
          ]),
        ),
        ignore_agents_availability: isIgnored,
        ignore_requester_presence: isIgnored,
      }),
      WRITE,
      (body, caller) => {
        const thread = activeThread(platform, body.id, caller);
        if (!body.ignore_requester_presence) requireMember(thread, caller);
        transfer(platform, thread, {
          target: body.target,
          ignoresAvailability: body.ignore_agents_availability,
          by: caller.agent,
        });
        return undefined;
      },
    ),

    follow_chat: action(byId, READ, ({ id }, caller) => {
      threadsOf(platform, id, caller);
      platform.chats.follow(caller.agent.login, id, true);
      return undefined;
    }),

    unfollow_chat: action(byId, [], ({ id }, caller) => {
      const { login } = caller.agent;
      if (!platform.chats.isFollowedBy(login, id)) return undefined;
      platform.chats.follow(login, id, false);
      platform.account.emit({
        type: 'live_chat_changed',
        pushes: [
          { action: 'chat_unfollowed', payload: { chat_id: id }, reaches: (agent) => agent.login === login },
        ],
      });
      return undefined;
    }),
  };
}

/** The last thread of the customer in a request; `undefined` for a chat without a customer. */
function customerOf(platform: PlatformState, { users }: NewChat): Thread | undefined {
  const customers = users.filter(({ type }) => type === 'customer');
  const [first] = customers;
  if (customers.length > 1) throw wrongFormat();
  if (!first) return undefined;
  const thread = platform.chats.threads().findLast(({ customerId }) => customerId === first.id);
  if (!thread) throw notFound('Customer');
  return thread;
}

function start(
  platform: PlatformState,
  caller: Caller,
  {
    users,
    access,
    properties: chatProperties,
    thread: { events = [], properties: threadProperties },
  }: NewChat,
  continuous: boolean | undefined,
  customer: Thread | undefined,
  previous?: Thread,
): { readonly thread: Thread; readonly ids: { readonly event_ids?: readonly string[] } } {
  const { account } = platform;
  const others = users.filter(({ type, id }) => type === 'agent' && id !== caller.agent.login);
  if (others.length > 4) throw wrongFormat();
  const agents: NamedAgent[] = [caller.agent.login, ...others.map(({ id }) => id)].map((login) => {
    const agent = account.agents.get(login);
    if (!agent) throw notFound('Agent');
    return { id: login, name: agent.name };
  });
  if (access.group_ids.some((id) => !account.groups.has(id))) {
    throw new PlatformError('group_not_found', 'Group not found');
  }
  const allowed = new Set([...agents.map(({ id }) => id), customer?.customerId]);
  const initial = events.map((event): NewEvent => {
    const author = event.author_id ?? caller.agent.login;
    // Authors must be listed, except the requester.
    if (!allowed.has(author)) throw notAuthorized();
    return { ...event, author_id: author, visibility: 'all' };
  });
  const { thread, events: stored } = startThread(
    platform,
    {
      visitor:
        customer?.chat.visitor ?? makeVisitor(account.random, account.now(), { name: '', email: '' }).visitor,
      groups: access.group_ids,
      agents,
      requester: caller.agent,
      events: initial,
      properties: threadProperties,
      chatProperties,
      ...(continuous !== undefined && { continuous }),
    },
    previous,
  );
  return { thread, ids: stored.length > 0 ? { event_ids: stored.map(({ id }) => id) } : {} };
}
