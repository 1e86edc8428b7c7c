import { oneLine, plainText } from '../../core/base/plainText';
import type { ChatAgent, ChatArrival, ChatEvent, ChatMessage, SurveyAnswer } from '../../core/domain/arrival';
import type { IsoTime } from '../../core/domain/ticket';
import type { ChatView, FactSection } from '../../protocol/chat';
import type { EventView, Fact, Moment } from '../../protocol/conversation';
import { addressOf, openableIf } from '../shell/addresses';

/** Everything in words that the view needs; it holds no language of its own. */
export interface ChatViewWords {
  role(type: string): string;
  time(iso: IsoTime): string;
  duration(from: IsoTime, to: IsoTime): string;
  group(id: number): string;
  /** Whom the chat is with. */
  visitor(visitor: ChatArrival['visitor']): string;
  readonly running: string;
  readonly ended: string;
  readonly someone: string;
  readonly noAnswer: string;
  readonly question: string;
  readonly sections: Readonly<Record<'chat' | 'visitor' | 'survey', string>>;
  readonly labels: Readonly<Record<FactName, string>>;
}

type FactName =
  | 'id'
  | 'started'
  | 'ended'
  | 'duration'
  | 'url'
  | 'agents'
  | 'groups'
  | 'tags'
  | 'visitorName'
  | 'email'
  | 'language'
  | 'page'
  | 'visitorId';

const longText = 2000;

/** A chat as the page shows it, without its conversation. What LiveChat did not send is left out. */
export function chatView(arrival: ChatArrival, words: ChatViewWords): ChatView {
  const isOver = arrival.kind === 'chat_ended' || arrival.chat.ended_timestamp !== undefined;
  const sections: FactSection[] = [
    { id: 'chat', title: words.sections.chat, facts: chatFacts(arrival, words) },
    { id: 'visitor', title: words.sections.visitor, facts: visitorFacts(arrival, words) },
    {
      id: 'survey',
      title: words.sections.survey,
      facts: arrival.pre_chat_survey.map((answer) => answerFact(answer, words)),
    },
  ];
  return {
    title: oneLine(words.visitor(arrival.visitor)),
    id: oneLine(arrival.chat.id, 60),
    status: isOver ? { value: 'ended', label: words.ended } : { value: 'running', label: words.running },
    sections: sections.filter(({ facts }) => facts.length > 0),
  };
}

function chatFacts({ chat }: ChatArrival, words: ChatViewWords): Fact[] {
  const { labels } = words;
  const { started_timestamp: started, ended_timestamp: ended } = chat;
  return [
    ...fact(labels.id, chat.id),
    ...momentFact(labels.started, started, words),
    ...momentFact(labels.ended, ended, words),
    ...(started !== undefined && ended !== undefined
      ? fact(labels.duration, words.duration(started, ended))
      : []),
    ...fact(labels.agents, ...chat.agents.flatMap(agentTexts)),
    ...fact(labels.groups, ...chat.groups.map((id) => words.group(id))),
    ...fact(labels.tags, ...chat.tags),
    ...addressFact(labels.url, chat.url),
  ];
}

function visitorFacts({ visitor }: ChatArrival, { labels }: ChatViewWords): Fact[] {
  return [
    ...fact(labels.visitorName, visitor.name),
    ...fact(labels.email, visitor.email),
    ...fact(labels.language, visitor.language),
    ...addressFact(labels.page, visitor.page_current),
    ...fact(labels.visitorId, visitor.id),
  ];
}

/** The id tells questions of the same wording apart. */
function answerFact({ id, label, answer }: SurveyAnswer, words: ChatViewWords): Fact {
  const asked = oneLine(label ?? '', longText) || words.question;
  const shownId = oneLine(id ?? '', 60);
  return {
    label: shownId === '' ? asked : `${asked} (${shownId})`,
    texts: [oneLine(answer ?? '', longText) || words.noAnswer],
  };
}

function fact(label: string, ...texts: readonly (string | undefined)[]): Fact[] {
  const shown = texts.map((text) => oneLine(text ?? '', longText)).filter((text) => text !== '');
  return shown.length === 0 ? [] : [{ label, texts: shown }];
}

function momentFact(label: string, iso: IsoTime | undefined, words: ChatViewWords): Fact[] {
  return iso === undefined ? [] : [{ label, texts: [], moment: momentOf(iso, words) }];
}

function addressFact(label: string, url: string | undefined): Fact[] {
  return fact(label, url).map((shown) => ({ ...shown, ...openableIf(url) }));
}

function agentTexts({ login, name }: ChatAgent): string[] {
  return name === undefined || name === login ? [login] : [name, login];
}

function momentOf(iso: IsoTime, words: ChatViewWords): Moment {
  return { iso, text: words.time(iso) };
}

/** What was said and what happened, in one order of time. What has no time stays behind what it came after. */
export function chatEvents({ chat }: ChatArrival, words: ChatViewWords): EventView[] {
  const views: EventView[] = [];
  const events = [...chat.events];
  const until = (time: IsoTime | undefined): void => {
    while (events[0] && (events[0].timestamp === undefined || isBefore(events[0].timestamp, time))) {
      views.push(happened(events[0], words));
      events.shift();
    }
  };
  for (const message of chat.messages) {
    if (message.timestamp !== undefined) until(message.timestamp);
    views.push(said(message, words));
  }
  return [...views, ...events.map((event) => happened(event, words))];
}

function isBefore(time: IsoTime, other: IsoTime | undefined): boolean {
  return other !== undefined && Date.parse(time) < Date.parse(other);
}

function said(
  { text, timestamp, agent_id: agent, author_name, user_type }: ChatMessage,
  words: ChatViewWords,
) {
  const id = oneLine(agent ?? '', 254);
  const name = oneLine(author_name ?? '') || id || words.someone;
  return {
    kind: 'message',
    isPrivate: false,
    author: {
      name,
      ...(id !== '' && id !== name && { id }),
      role: words.role(user_type),
      isClient: user_type === 'visitor',
    },
    ...(timestamp !== undefined && { moment: momentOf(timestamp, words) }),
    text: plainText(text),
  } as const;
}

/** LiveChat's own sentence, and its word for what happened beside it. */
function happened({ type, text, timestamp, user_type }: ChatEvent, words: ChatViewWords): EventView {
  const kind = oneLine(type, 60);
  const line = oneLine(text ?? '', longText);
  const role = user_type === undefined ? undefined : words.role(user_type);
  return {
    kind: 'line',
    isPrivate: false,
    line: line || kind,
    ...(role !== undefined && { author: { name: role, role, isClient: user_type === 'visitor' } }),
    ...(timestamp !== undefined && { moment: momentOf(timestamp, words) }),
    ...(line !== '' && { source: { label: kind } }),
  };
}

/** Every address that the page may ask to open. */
export function addressesIn({ chat, visitor }: ChatArrival): ReadonlySet<string> {
  const urls = [chat.url, visitor.page_current];
  return new Set(
    urls.flatMap((url) => (url !== undefined && addressOf(url) ? [oneLine(url, longText)] : [])),
  );
}
