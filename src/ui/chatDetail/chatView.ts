import { oneLine, plainText } from '../../core/base/plainText';
import type { ChatAgent, ChatArrival, ChatEvent, ChatMessage, SurveyAnswer } from '../../core/domain/arrival';
import type { IsoTime } from '../../core/domain/ticket';
import type { ChatView, FactSection } from '../../protocol/chat';
import type { EventView, Fact, Moment } from '../../protocol/conversation';
import { addressOf, openableIf } from '../shell/addresses';

/** Localized texts of the view, passed in so that it does not depend on the editor. */
export interface ChatViewLabels {
  role(type: string): string;
  time(iso: IsoTime): string;
  duration(from: IsoTime, to: IsoTime): string;
  group(id: number): string;
  visitor(visitor: ChatArrival['visitor']): string;
  readonly running: string;
  readonly ended: string;
  readonly someone: string;
  readonly noAnswer: string;
  readonly question: string;
  readonly sections: Readonly<Record<'chat' | 'visitor' | 'survey', string>>;
  readonly names: Readonly<Record<FactName, string>>;
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

/** A chat as the page shows it, without its conversation. Absent fields are left out. */
export function chatView(arrival: ChatArrival, labels: ChatViewLabels): ChatView {
  const isOver = arrival.kind === 'chat_ended' || arrival.chat.ended_timestamp !== undefined;
  const sections: FactSection[] = [
    { id: 'chat', title: labels.sections.chat, facts: chatFacts(arrival, labels) },
    { id: 'visitor', title: labels.sections.visitor, facts: visitorFacts(arrival, labels) },
    {
      id: 'survey',
      title: labels.sections.survey,
      facts: arrival.pre_chat_survey.map((answer) => answerFact(answer, labels)),
    },
  ];
  return {
    title: oneLine(labels.visitor(arrival.visitor)),
    id: oneLine(arrival.chat.id, 60),
    status: isOver ? { value: 'ended', label: labels.ended } : { value: 'running', label: labels.running },
    sections: sections.filter(({ facts }) => facts.length > 0),
  };
}

function chatFacts({ chat }: ChatArrival, labels: ChatViewLabels): Fact[] {
  const { names } = labels;
  const { started_timestamp: started, ended_timestamp: ended } = chat;
  return [
    ...fact(names.id, chat.id),
    ...momentFact(names.started, started, labels),
    ...momentFact(names.ended, ended, labels),
    ...(started !== undefined && ended !== undefined
      ? fact(names.duration, labels.duration(started, ended))
      : []),
    ...fact(names.agents, ...chat.agents.flatMap(agentTexts)),
    ...fact(names.groups, ...chat.groups.map((id) => labels.group(id))),
    ...fact(names.tags, ...chat.tags),
    ...addressFact(names.url, chat.url),
  ];
}

function visitorFacts({ visitor }: ChatArrival, { names }: ChatViewLabels): Fact[] {
  return [
    ...fact(names.visitorName, visitor.name),
    ...fact(names.email, visitor.email),
    ...fact(names.language, visitor.language),
    ...addressFact(names.page, visitor.page_current),
    ...fact(names.visitorId, visitor.id),
  ];
}

/** The id distinguishes questions with the same text. */
function answerFact({ id, label, answer }: SurveyAnswer, labels: ChatViewLabels): Fact {
  const asked = oneLine(label ?? '', longText) || labels.question;
  const shownId = oneLine(id ?? '', 60);
  return {
    label: shownId === '' ? asked : `${asked} (${shownId})`,
    texts: [oneLine(answer ?? '', longText) || labels.noAnswer],
  };
}

function fact(label: string, ...texts: readonly (string | undefined)[]): Fact[] {
  const shown = texts.map((text) => oneLine(text ?? '', longText)).filter((text) => text !== '');
  return shown.length === 0 ? [] : [{ label, texts: shown }];
}

function momentFact(label: string, iso: IsoTime | undefined, labels: ChatViewLabels): Fact[] {
  return iso === undefined ? [] : [{ label, texts: [], moment: momentOf(iso, labels) }];
}

function addressFact(label: string, url: string | undefined): Fact[] {
  return fact(label, url).map((shown) => ({ ...shown, ...openableIf(url) }));
}

function agentTexts({ login, name }: ChatAgent): string[] {
  return name === undefined || name === login ? [login] : [name, login];
}

function momentOf(iso: IsoTime, labels: ChatViewLabels): Moment {
  return { iso, text: labels.time(iso) };
}

/** Messages and system events in order of time. One without a time stays after its predecessor. */
export function chatEvents({ chat }: ChatArrival, labels: ChatViewLabels): EventView[] {
  const views: EventView[] = [];
  const events = [...chat.events];
  const until = (time: IsoTime | undefined): void => {
    while (events[0] && (events[0].timestamp === undefined || isBefore(events[0].timestamp, time))) {
      views.push(systemEventView(events[0], labels));
      events.shift();
    }
  };
  for (const message of chat.messages) {
    if (message.timestamp !== undefined) until(message.timestamp);
    views.push(messageView(message, labels));
  }
  return [...views, ...events.map((event) => systemEventView(event, labels))];
}

function isBefore(time: IsoTime, other: IsoTime | undefined): boolean {
  return other !== undefined && Date.parse(time) < Date.parse(other);
}

function messageView(
  { text, timestamp, agent_id: agent, author_name, user_type }: ChatMessage,
  labels: ChatViewLabels,
) {
  const id = oneLine(agent ?? '', 254);
  const name = oneLine(author_name ?? '') || id || labels.someone;
  return {
    kind: 'message',
    isPrivate: false,
    author: {
      name,
      ...(id !== '' && id !== name && { id }),
      role: labels.role(user_type),
      isClient: user_type === 'visitor',
    },
    ...(timestamp !== undefined && { moment: momentOf(timestamp, labels) }),
    text: plainText(text),
  } as const;
}

/** LiveChat's sentence about a system event, with its type beside it. */
function systemEventView({ type, text, timestamp, user_type }: ChatEvent, labels: ChatViewLabels): EventView {
  const kind = oneLine(type, 60);
  const line = oneLine(text ?? '', longText);
  const role = user_type === undefined ? undefined : labels.role(user_type);
  return {
    kind: 'line',
    isPrivate: false,
    line: line || kind,
    ...(role !== undefined && { author: { name: role, role, isClient: user_type === 'visitor' } }),
    ...(timestamp !== undefined && { moment: momentOf(timestamp, labels) }),
    ...(line !== '' && { source: { label: kind } }),
  };
}

/** The addresses that the page may ask to open. */
export function addressesIn({ chat, visitor }: ChatArrival): ReadonlySet<string> {
  const urls = [chat.url, visitor.page_current];
  return new Set(
    urls.flatMap((url) => (url !== undefined && addressOf(url) ? [oneLine(url, longText)] : [])),
  );
}
