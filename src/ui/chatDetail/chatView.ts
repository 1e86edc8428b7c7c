import { oneLine, plainText } from '../../core/base/plainText';
import type { ChatAgent, ChatContent, ChatEvent, ChatMessage, SurveyAnswer } from '../../core/domain/arrival';
import type { IsoTime } from '../../core/domain/ticket';
import type { ChatView, FactSection } from '../../protocol/chat';
import type { EventView, Fact, ShownTime } from '../../protocol/conversation';
import { fileViews, type FileLabels } from '../messages/fileViews';
import { addressOf, openableIf } from '../messages/addresses';

/** Localized texts of the view, passed in so that it does not depend on the editor. */
export interface ChatViewLabels {
  role(type: string): string;
  time(iso: IsoTime): string;
  duration(from: IsoTime, to: IsoTime): string;
  group(id: number): string;
  visitor(visitor: ChatContent['visitor']): string;
  readonly running: string;
  readonly ended: string;
  readonly someone: string;
  /** The line of a deleted message. */
  deleted(who: string): string;
  /** Why LiveChat withholds the conversation. */
  restricted(reason: string): string;
  file: FileLabels;
  /** The kind of an event that has answers. */
  readonly form: string;
  readonly noAnswer: string;
  readonly question: string;
  readonly sections: Readonly<Record<'chat' | 'visitor' | 'survey' | 'surveyAfter', string>>;
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
/** Characters of an event's text that fit on its line. */
const longLine = 500;

/** A chat as the page shows it, without its conversation. Absent fields are left out. */
export function chatView(arrival: ChatContent, labels: ChatViewLabels): ChatView {
  const isOver = arrival.kind === 'chat_ended' || arrival.chat.ended_timestamp !== undefined;
  const sections: FactSection[] = [
    { id: 'chat', title: labels.sections.chat, facts: chatFacts(arrival, labels) },
    { id: 'visitor', title: labels.sections.visitor, facts: visitorFacts(arrival, labels) },
    {
      id: 'survey',
      title: labels.sections.survey,
      facts: arrival.pre_chat_survey.map((answer) => answerFact(answer, labels)),
    },
    {
      id: 'survey-after',
      title: labels.sections.surveyAfter,
      facts: (arrival.post_chat_survey ?? []).map((answer) => answerFact(answer, labels)),
    },
  ];
  return {
    title: oneLine(labels.visitor(arrival.visitor)),
    id: oneLine(arrival.chat.id, 60),
    status: isOver ? { value: 'ended', label: labels.ended } : { value: 'running', label: labels.running },
    sections: sections.filter(({ facts }) => facts.length > 0),
  };
}

function chatFacts({ chat }: ChatContent, labels: ChatViewLabels): Fact[] {
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

function visitorFacts({ visitor }: ChatContent, { names }: ChatViewLabels): Fact[] {
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

function momentOf(iso: IsoTime, labels: ChatViewLabels): ShownTime {
  return { iso, text: labels.time(iso) };
}

/** Messages and system events in order of time. One without a time stays after its predecessor. */
export function chatEvents({ chat }: Pick<ChatContent, 'chat'>, labels: ChatViewLabels): EventView[] {
  const views: EventView[] =
    chat.restricted === undefined
      ? []
      : [{ kind: 'line', isPrivate: false, line: labels.restricted(oneLine(chat.restricted, longText)) }];
  const events = [...chat.events];
  const until = (time: IsoTime | undefined): void => {
    while (events[0] && (events[0].timestamp === undefined || isBefore(events[0].timestamp, time))) {
      views.push(chatEventView(events[0], labels));
      events.shift();
    }
  };
  for (const message of chat.messages) {
    if (message.timestamp !== undefined) until(message.timestamp);
    views.push(messageView(message, labels));
  }
  return [...views, ...events.map((event) => chatEventView(event, labels))];
}

function isBefore(time: IsoTime, other: IsoTime | undefined): boolean {
  return other !== undefined && Date.parse(time) < Date.parse(other);
}

/** What a person or bot said or sent is shown as a message, everything else as a line. */
function chatEventView(event: ChatEvent, labels: ChatViewLabels): EventView {
  const { type, text, user_type: userType, files } = event;
  if (type === 'message_deleted') return lineOf(event, labels.deleted(authorName(event, labels)), labels);
  const isSaid = event.private === true || spokenTypes.has(type) || (files?.length ?? 0) > 0;
  if (!isSaid || userType === undefined) return systemEventView(event, labels);
  const view = messageView({ ...event, text: text ?? '', user_type: userType }, labels);
  const shown = fileViews(files, labels.file);
  // A file has its name as text.
  const isFileName = files?.length === 1 && files[0]?.name === text;
  const { text: said, ...rest } = view;
  return {
    ...rest,
    isPrivate: event.private === true,
    ...(said !== '' && !isFileName && { text: said }),
    ...(shown.length > 0 && { files: shown }),
    ...(namedTypes.has(type) && { source: { label: typeLabel(type, labels) } }),
  };
}

/** Said by someone, and shown with what they are. */
const namedTypes: ReadonlySet<string> = new Set(['filled_form', 'custom']);
const spokenTypes: ReadonlySet<string> = new Set(['rich_message', 'note', 'attachment', ...namedTypes]);

function typeLabel(type: string, { form }: ChatViewLabels): string {
  return type === 'filled_form' ? form : oneLine(type, 60);
}

function authorName(
  event: Pick<ChatEvent, 'author_name' | 'agent_id' | 'user_type'>,
  labels: ChatViewLabels,
): string {
  const { author_name: name, agent_id: agent, user_type: userType } = event;
  const known = oneLine(name ?? '') || oneLine(agent ?? '', 254);
  if (known !== '') return known;
  return userType === undefined ? labels.someone : labels.role(userType);
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
function systemEventView(event: ChatEvent, labels: ChatViewLabels): EventView {
  const { type, text, files } = event;
  const kind = typeLabel(type, labels);
  const whole = plainText(text ?? '').trim();
  // A text of several lines, such as the content of an unknown event, stands below the line.
  const isLong = whole.includes('\n') || whole.length > longLine;
  const line = isLong ? '' : oneLine(whole, longText);
  return {
    ...lineOf(event, line || kind, labels),
    ...(isLong && { text: whole }),
    ...(line !== '' && { source: { label: kind } }),
    ...(files && files.length > 0 && { files: fileViews(files, labels.file) }),
  };
}

function lineOf(
  { timestamp, user_type: userType, author_name: name, agent_id: agent }: Partial<ChatEvent>,
  line: string,
  labels: ChatViewLabels,
): EventView {
  const role = userType === undefined ? undefined : labels.role(userType);
  const shownName = oneLine(name ?? '') || oneLine(agent ?? '', 254) || role;
  return {
    kind: 'line',
    isPrivate: false,
    line,
    ...(role !== undefined &&
      shownName !== undefined && { author: { name: shownName, role, isClient: userType === 'visitor' } }),
    ...(timestamp !== undefined && { moment: momentOf(timestamp, labels) }),
  };
}

/** The addresses that the page may ask to open. */
export function addressesIn({ chat, visitor }: Pick<ChatContent, 'chat' | 'visitor'>): ReadonlySet<string> {
  const files = chat.events.flatMap((event) => event.files ?? []);
  const urls = [chat.url, visitor.page_current, ...files.map(({ url }) => url)];
  return new Set(
    urls.flatMap((url) => (url !== undefined && addressOf(url) ? [oneLine(url, longText)] : [])),
  );
}
