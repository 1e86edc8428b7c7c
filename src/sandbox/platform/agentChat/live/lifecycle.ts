import type { Agent } from '../../../account/agent';
import type { Chat, SurveyAnswer, Visitor } from '../../../account/chat';
import type { NamedAgent } from '../../../account/ticket';
import type { PlatformState } from '../../platformState';
import type { Properties, Thread } from '../chatStore';
import type { NewEvent, ThreadEvent } from '../threadLog';
import { postEvent, postSystemMessage, storeEvent, systemMessage } from './postEvent';
import { publish, publishAboutCustomer, publishQueue } from './publish';

export interface NewThread {
  readonly visitor: Visitor;
  readonly groups: readonly number[];
  readonly agents: readonly NamedAgent[];
  readonly survey?: readonly SurveyAnswer[];
  /** Where the customer waits if there is no agent. */
  readonly waiting?: 'queue' | 'unassigned';
  readonly continuous?: boolean;
  readonly properties?: Properties;
  /** Added to those of the chat. */
  readonly chatProperties?: Properties;
  /** Initial events, each with its author. */
  readonly events?: readonly NewEvent[];
  /** The agent who starts it. */
  readonly requester?: Agent;
  readonly tags?: readonly string[];
}

/** Starts a thread, in the chat of `previous` if given. Publishes it with its initial events. */
export function startThread(
  platform: PlatformState,
  options: NewThread,
  previous?: Thread,
): { readonly thread: Thread; readonly events: readonly ThreadEvent[] } {
  const { account } = platform;
  const { visitor, groups, agents, waiting, requester, events = [] } = options;
  const chat: Chat = {
    id: account.nextChatId(),
    visitor,
    agents,
    groups,
    started: account.now(),
    messages: [],
    events: [],
    tags: options.tags ?? [],
    survey: options.survey ?? [],
    rate: 'not_rated',
    isHandled: true,
  };
  const thread = platform.chats.create(chat, previous);
  const { routing } = thread.properties;
  thread.properties = {
    ...options.properties,
    routing: {
      ...routing,
      ...options.properties?.routing,
      continuous: options.continuous ?? previous?.properties.routing?.continuous === true,
      unassigned: waiting === 'unassigned',
    },
  };
  const { chatProperties = {} } = options;
  platform.chats.setProperties(thread.chatId, {
    ...platform.chats.propertiesOf(thread.chatId),
    ...chatProperties,
  });
  if (requester) thread.startedBy = requester.login;
  if (waiting === 'queue') thread.queuedAt = platform.timestamp();
  const stored = events.map((event) =>
    storeEvent(platform, thread, event.author_id ?? thread.customerId, event),
  );
  account.emit({ type: 'chat_started', chat });
  if (waiting === 'queue') publishQueue(platform);
  platform.activity.fire({ thread, kind: 'started' });
  return { thread, events: stored };
}

/** How a thread ends: by one of its users, or by the router. */
export interface Ending {
  readonly type: string;
  /** With variables as `%name%`. */
  readonly text: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** The agent who ends it. */
  readonly agent?: Agent;
  readonly byRouter?: true;
}

/** Ends a thread. Does nothing if it has ended. */
export function endThread(platform: PlatformState, thread: Thread, ending: Ending): void {
  const { chat, log } = thread;
  if (chat.ended !== undefined) return;
  const { account } = platform;
  const { type, text, variables = {}, agent } = ending;
  const message = systemMessage(type, text, variables);
  chat.ended = account.now();
  chat.events.push({
    type: 'closed',
    userType: agent ? 'agent' : 'visitor',
    text: String(message.text),
    timestamp: chat.ended,
    ...(agent && { agentId: agent.login }),
  });
  log.appendEnd(message);
  const wasQueued = thread.queuedAt !== undefined;
  delete thread.queuedAt;
  if (ending.byRouter) thread.isClosedByRouter = true;
  account.emit({ type: 'chat_ended', chat });
  if (wasQueued) publishQueue(platform);
  platform.activity.fire({ thread, kind: 'ended' });
}

export function endByAgent(platform: PlatformState, thread: Thread, agent: Agent): void {
  endThread(platform, thread, {
    type: 'manual_archived_agent',
    text: '%agent% archived the chat',
    variables: { agent: agent.name },
    agent,
  });
}

/** The customer closes the chat, or leaves the website. */
export function endByCustomer(platform: PlatformState, thread: Thread, how: 'closes' | 'leaves'): void {
  endThread(platform, thread, {
    type: how === 'closes' ? 'manual_archived_customer' : 'archived_customer_disconnected',
    text: how === 'closes' ? '%customer% archived the chat' : '%customer% left the chat',
    variables: { customer: thread.chat.visitor.name },
  });
  if (how === 'leaves') {
    const left = { id: thread.customerId, left_at: platform.timestamp() };
    publishAboutCustomer(platform, thread, 'customer_left', left);
  }
}

/** A customer rates the chat: 1 for good, 0 for bad. */
export function rate(platform: PlatformState, thread: Thread, score: 0 | 1, comment?: string): void {
  const { chat } = thread;
  chat.rate = score === 1 ? 'rated_good' : 'rated_bad';
  const values = { score, ...(comment !== undefined && { comment }) };
  thread.properties = { ...thread.properties, rating: values };
  const variables = { customer: chat.visitor.name, score: score === 1 ? 'good' : 'bad' };
  postSystemMessage(platform, thread, 'rating.chat_rated', '%customer% rated the chat as %score%', variables);
  publish(platform, thread, [['thread_properties_updated', { properties: { rating: values } }]]);
  if (comment === undefined) return;
  const said = { customer: chat.visitor.name, comment };
  postSystemMessage(
    platform,
    thread,
    'rating.chat_commented',
    '%customer% left the following comment: %comment%',
    said,
  );
}

/** Adds an event of the customer. */
export function postAsCustomer(platform: PlatformState, thread: Thread, event: NewEvent): ThreadEvent {
  return postEvent(platform, thread, thread.customerId, event);
}
