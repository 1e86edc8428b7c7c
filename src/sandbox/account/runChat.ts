import { fill } from '../data/phrasebook';
import type { Random } from '../data/random';
import { makeVisitor, type VisitorChoice } from '../data/makeVisitor';
import type { Account } from './account';
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

/** The visitor leaves. Tells the outside of it; a chat that has ended stays as it is. */
export function endChat(account: Account, chat: Chat): void {
  if (chat.ended !== undefined) return;
  const timestamp = account.now();
  chat.ended = timestamp;
  chat.events.push({
    type: 'closed',
    userType: 'visitor',
    text: `${chat.visitor.name} closed the chat.`,
    timestamp,
  });
  account.tell({ type: 'chat_ended', chat });
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
