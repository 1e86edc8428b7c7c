import { fill } from '../data/phrasebook';
import type { Random } from '../data/random';
import { makeVisitor, type VisitorChoice } from '../data/makeVisitor';
import type { Account } from './account';
import type { Agent } from './agent';
import type { Chat, ChatMessage, SurveyAnswer } from './chat';
import type { NamedAgent } from './ticket';

/** How many chats one agent's availability lets run side by side is not modelled; every chat finds somebody. */
export function chatHost(account: Account, random: Random): NamedAgent {
  const agents = account.activeAgents();
  const accepting = agents.filter(({ status }) => status === 'accepting chats');
  const { login, name } = random.pick(accepting.length > 0 ? accepting : agents);
  return { id: login, name };
}

/** Starts a chat: an agent greets, the visitor asks. Tells the outside of it. */
export function startChat(account: Account, choice: VisitorChoice = {}): Chat {
  const { random } = account;
  const started = account.now();
  const { visitor, scenario, item } = makeVisitor(random, started, choice);
  const host = chatHost(account, random);
  const chat: Chat = {
    id: account.nextChatId(),
    visitor,
    agents: [host],
    groups: [random.pick([...account.groups.keys()])],
    started,
    messages: [
      { text: 'Hello! How can we help?', timestamp: started, authorName: host.name, agentId: host.id },
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
  account.tell({ type: 'chat_started', chat });
  return chat;
}

/** Lets whoever is next say one more thing. */
export function continueChat(account: Account, chat: Chat): void {
  const host = chat.agents[0];
  const visitorsTurn = chat.messages.at(-1)?.agentId !== undefined;
  const text = visitorsTurn ? 'Yes, that would help. Thank you!' : 'One moment, I am looking it up for you.';
  const timestamp = account.now();
  const message: ChatMessage =
    visitorsTurn || !host
      ? { text, timestamp, authorName: chat.visitor.name }
      : { text, timestamp, authorName: host.name, agentId: host.id };
  chat.messages.push(message);
  account.tell({ type: 'chat_message', chat, message });
}

/** An agent says something, or whispers it to the other agents. */
export function sayAs(
  account: Account,
  chat: Chat,
  agent: Agent,
  message: Pick<ChatMessage, 'text' | 'whisper' | 'customId'>,
): void {
  const said = { ...message, timestamp: account.now(), authorName: agent.name, agentId: agent.login };
  chat.messages.push(said);
  account.tell({ type: 'chat_message', chat, message: said });
}

/** The visitor leaves, or an agent closes. Tells the outside of it; a chat that has ended stays as it is. */
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
  account.tell({ type: 'chat_ended', chat });
}

/** Replaces the tags of a chat. Tells the outside of it, also where nothing changes, as the classic API does. */
export function setChatTags(account: Account, chat: Chat, tags: ReadonlySet<string>): void {
  const before = chat.tags;
  chat.tags = [...tags];
  account.tell({
    type: 'chat_changed',
    chat,
    tagged: chat.tags.filter((tag) => !before.includes(tag)),
    untagged: before.filter((tag) => !tags.has(tag)),
  });
}

/** One answer of each kind that a survey has (section 3.7). */
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
