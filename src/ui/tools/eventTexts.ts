import { asRecord } from '../../core/base/json';
import { oneLine } from '../../core/base/plainText';
import type { Chat, ChatArrival, ChatEvent, SurveyAnswer, TicketArrival } from '../../core/domain/arrival';
import { omitUndefined } from '../../core/domain/input/inputReader';
import type { ListenerStateName } from '../../core/events/status/listenerStatus';
import type { ActivityEntry } from '../../core/stores/activityStore';
import { cutOff, encoded, shortened, untrusted } from './untrusted';

/** Maximum size of a result, to leave room for the chat it is part of. */
export const limits = {
  usual: 10,
  most: 25,
  messages: 3,
  messageLength: 300,
  answers: 6,
  text: 160,
  address: 500,
  /** In characters of the whole text. */
  all: 30_000,
} as const;

interface About {
  /** Whether there are older events. */
  readonly hasMore: boolean;
  readonly listening: ListenerStateName;
}

/** Texts for a language model are English; the model answers in the user's language. */
export function eventsText(entries: readonly ActivityEntry[], { hasMore, listening }: About): string {
  const rows = fittingRows(entries);
  const left = entries.length - rows.length;
  const more =
    left > 0
      ? `${left} older ones were left out to keep this short: narrow it with kind or group. The user can see all in the Activity view.`
      : hasMore
        ? 'There are older ones: ask for more with limit (at most 25), or narrow it with kind or group.'
        : 'There are no older ones that match.';
  return [
    `The newest ${rows.length} matching events that this machine heard of, newest first.`,
    untrusted(rows),
    more,
    'A chat shows its last messages only; the user can open it in the Activity view. livechat_get_ticket gives a ticket.',
    ...listeningNote(listening),
  ].join('\n');
}

/** The newest rows that fit, and at least one. */
function fittingRows(entries: readonly ActivityEntry[]): readonly object[] {
  const rows: object[] = [];
  // Leaves room for the lines around the rows.
  let room = limits.all - 1_500;
  for (const entry of entries) {
    const next = row(entry);
    room -= encoded(next).length + 1;
    if (room < 0 && rows.length > 0) break;
    rows.push(next);
  }
  return rows;
}

function listeningNote(listening: ListenerStateName): string[] {
  if (listening === 'live' || listening === 'follower') return [];
  return [
    'The extension is not listening now, so newer events may be missing. The user can run the command "LiveChat: Start Listening".',
  ];
}

function row({ at, readAt, arrival }: ActivityEntry) {
  const about = { event: arrival.kind, at, unread: readAt === undefined };
  return arrival.kind === 'ticket_created'
    ? { ...about, ticket: ticketRow(arrival) }
    : { ...about, ...chatRow(arrival) };
}

function ticketRow({ ticket: { id, subject, status, requester, assignee, groups } }: TicketArrival) {
  return shortened({ id, subject, status, requester, assignee, groups: groups.slice(0, 10) });
}

type Said = Partial<Pick<ChatEvent, 'type'>> & Omit<ChatEvent, 'type'>;

/** Types of events that a person or a bot wrote or sent. */
const spokenTypes: ReadonlySet<string> = new Set([
  ...['note', 'rich_message', 'attachment', 'filled_form', 'custom'],
]);

/** Messages, and events with a text or a file, in order of time. */
function conversationOf({ messages, events }: Chat): readonly Said[] {
  const said = events.filter(
    ({ type, user_type, text, files }) =>
      user_type !== undefined && spokenTypes.has(type) && (text !== undefined || files !== undefined),
  );
  const timeOf = ({ timestamp }: Said): string => timestamp ?? '';
  const all: readonly Said[] = [...messages, ...said];
  // Without all times the order cannot be known.
  return all.some((one) => timeOf(one) === '')
    ? all
    : all.toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : timeOf(one) > timeOf(other) ? 1 : 0));
}

function answers(survey: readonly SurveyAnswer[]) {
  return survey.slice(0, limits.answers).map(({ label, answer }) => shortened({ label, answer }));
}

function chatRow({ chat, visitor, pre_chat_survey: survey, post_chat_survey: after }: ChatArrival) {
  const { id, url, started_timestamp, ended_timestamp, agents, groups, tags, restricted } = chat;
  const messages = conversationOf(chat);
  const last = messages
    .slice(-limits.messages)
    .map(({ text = '', type, user_type, author_name, files, ...rest }) => ({
      ...(type !== undefined && { type }),
      ...(rest.private && { private: true }),
      ...omitUndefined({ user_type }),
      ...omitUndefined({ author_name: author_name === undefined ? undefined : oneLine(author_name, 80) }),
      text: cutOff(text, limits.messageLength),
      ...(files && { files: shortened(files.slice(0, 5), limits.text, limits.address) }),
    }));
  const about = {
    id,
    url,
    started_timestamp,
    ended_timestamp,
    withheld: restricted,
    agents: agents.slice(0, 5).map(({ login }) => login),
    groups: groups.slice(0, 10),
    tags,
    messages_total: messages.length,
  };
  return {
    chat: { ...asRecord(shortened(about, limits.text, limits.address)), last_messages: last },
    visitor: shortened(visitor, limits.text, limits.address),
    pre_chat_survey: answers(survey),
    ...(after && { post_chat_survey: answers(after) }),
  };
}
