import { fill } from '../data/locale';
import type { Random } from '../data/random';
import { makeVisitor, type VisitorOptions } from '../data/makeVisitor';
import type { Account } from './account';
import type { Agent } from './agent';
import type { Chat, ChatMessage, SurveyAnswer } from './chat';
import type { NamedAgent } from './ticket';

/** A random agent who accepts chats, or any active agent if none does. Concurrent chat limits are not modelled. */
export function pickAgent(account: Account, random: Random): NamedAgent {
  const agents = account.activeAgents();
  const accepting = agents.filter(({ status }) => status === 'accepting chats');
  const { login, name } = random.pick(accepting.length > 0 ? accepting : agents);
  return { id: login, name };
}

/** Starts a chat with an agent's greeting and the visitor's first message, and emits `chat_started`. */
export function startChat(account: Account, choice: VisitorOptions = {}): Chat {
  const { random } = account;
  const started = account.now();
  const { visitor, scenario, item } = makeVisitor(random, started, choice);
  const agent = pickAgent(account, random);
  const chat: Chat = {
    id: account.nextChatId(),
    visitor,
    agents: [agent],
    groups: [random.pick([...account.groups.keys()])],
    started,
    messages: [
      { text: 'Hello! How can we help?', timestamp: started, authorName: agent.name, agentId: agent.id },
      {
        text: choice.text ?? fill(scenario.lines[0] ?? '', 40_000 + random.int(50_000), item),
        timestamp: started,
        authorName: visitor.name,
      },
    ],
    events: [],
    tags: [scenario.tag],
    survey: random.chance(0.25) ? [] : surveyOf(visitor.name, visitor.email, random),
    rate: random.pick(['not_rated', 'not_rated', 'rated_good', 'rated_bad']),
  };
  account.chats.set(chat.id, chat);
  account.emit({ type: 'chat_started', chat });
  return chat;
}

/** Adds one message, alternating between visitor and agent. */
export function continueChat(account: Account, chat: Chat): void {
  const agent = chat.agents[0];
  const isVisitorsTurn = chat.messages.at(-1)?.agentId !== undefined;
  const text = isVisitorsTurn
    ? 'Yes, that would help. Thank you!'
    : 'One moment, I am looking it up for you.';
  const timestamp = account.now();
  const message: ChatMessage =
    isVisitorsTurn || !agent
      ? { text, timestamp, authorName: chat.visitor.name }
      : { text, timestamp, authorName: agent.name, agentId: agent.id };
  chat.messages.push(message);
  account.emit({ type: 'chat_message', chat, message });
}

/** Closes a chat on behalf of an agent, or of the visitor if absent. Does nothing if the chat has ended. */
export function endChat(account: Account, chat: Chat, by?: Agent): void {
  if (chat.ended !== undefined) return;
  const timestamp = account.now();
  chat.ended = timestamp;
  chat.events.push({
    type: 'closed',
    userType: by ? 'agent' : 'visitor',
    text: `${by?.name ?? chat.visitor.name} closed the chat.`,
    timestamp,
    ...(by && { agentId: by.login }),
  });
  account.emit({ type: 'chat_ended', chat });
}

/** Replaces the tags of a chat. Emits `chat_changed` even if nothing changed, as the classic API does. */
export function setChatTags(account: Account, chat: Chat, tags: ReadonlySet<string>): void {
  const before = chat.tags;
  chat.tags = [...tags];
  account.emit({
    type: 'chat_changed',
    chat,
    tagged: chat.tags.filter((tag) => !before.includes(tag)),
    untagged: before.filter((tag) => !tags.has(tag)),
  });
}

/** One answer of each kind (REST API v2, "Webhooks"). */
export function surveyOf(name: string, email: string, random: Random): readonly SurveyAnswer[] {
  const topic = random.int(3);
  return [
    { id: '13596', type: 'name', label: 'Your name', answer: name },
    { id: '13597', type: 'email', label: 'E-mail', answer: email },
    {
      id: '13598',
      type: 'checkbox',
      label: 'Topics',
      answers: ['Order', 'Returns', 'Product'].map((label, i) => ({ label, chosen: i === topic })),
    },
  ];
}
