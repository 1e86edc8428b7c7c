import { oneLine, plainText } from '../../core/base/plainText';
import type { SurveyAnswer } from '../../core/domain/arrival';
import type { ReportedChat } from '../../core/domain/live';
import { isSameAddress } from '../../core/domain/account';
import type { CustomersView, SeenParticipant } from '../../core/chats/customersView';
import { compareTimes } from '../../core/chats/eventOrder';
import {
  memberOf,
  type ChatUser,
  type LiveChat,
  type ThreadContent,
  type ThreadEvent,
} from '../../core/domain/liveChat';
import type { DeliveryView, EventView } from '../../protocol/conversation';
import { fileViews } from '../messages/fileViews';
import type { ChatViewLabels } from './chatView';

/** Localized texts of a running chat, passed in so that the view does not depend on the editor. */
export interface LiveViewLabels extends ChatViewLabels {
  readonly you: string;
  readonly sent: string;
  readonly seen: string;
  readonly form: string;
  /** What the customer sees of a deleted message. */
  readonly deletedMessage: string;
  /** An agent without a name. */
  readonly agent: string;
}

/** A message of the person that is on its way, or was not sent. */
export interface OutgoingView {
  readonly customId: string;
  readonly text: string;
  readonly isPrivate: boolean;
  readonly delivery: DeliveryView;
}

const longText = 2000;
const longLine = 500;

/** The facts and files of a running chat, in the shape of an event's chat. Messages are left out. */
export function reportedChat(chat: LiveChat): ReportedChat {
  const { customer, agents } = peopleOf(chat);
  const files = (chat.events ?? []).flatMap(({ content }) =>
    content.kind === 'file' ? [content.file] : content.kind === 'rich' ? content.files : [],
  );
  return {
    chat: {
      id: chat.threadId,
      ...(chat.startUrl !== undefined && { url: chat.startUrl }),
      ...(chat.startedAt !== undefined && { started_timestamp: chat.startedAt }),
      ...(chat.endedAt !== undefined && { ended_timestamp: chat.endedAt }),
      agents: agents.map(({ id, name }) => ({ login: id, ...(name !== undefined && { name }) })),
      groups: chat.groups,
      tags: chat.tags,
      messages: [],
      events: files.length > 0 ? [{ type: 'attachment', files }] : [],
    },
    visitor: {
      ...(customer && { id: customer.id }),
      ...(customer?.name !== undefined && { name: customer.name }),
      ...(customer?.email !== undefined && { email: customer.email }),
      ...(customer?.page !== undefined && { page_current: customer.page }),
    },
    pre_chat_survey: answersOf(chat, 'before'),
    post_chat_survey: answersOf(chat, 'after'),
  };
}

/** @returns the agents who are in the chat, or took part in it if it has ended */
export function peopleOf({ users, isActive }: LiveChat): {
  readonly customer: ChatUser | undefined;
  readonly agents: readonly ChatUser[];
} {
  return {
    customer: users.find(({ kind }) => kind === 'customer'),
    agents: users.filter(({ kind, isPresent }) => kind === 'agent' && (isPresent || !isActive)),
  };
}

function answersOf({ events = [] }: LiveChat, when: 'before' | 'after'): readonly SurveyAnswer[] {
  return events.flatMap(({ content }) =>
    content.kind === 'form' && content.when === when ? content.answers : [],
  );
}

/** Views of unchanged events stay the same objects, so that only what changed is sent to the page. */
export class LiveEvents {
  private cache = new WeakMap<ThreadEvent, { readonly key: string; readonly view: EventView }>();

  constructor(
    private readonly labels: LiveViewLabels,
    /** The person's login; `undefined` until it is known. */
    private readonly login: () => string | undefined,
  ) {}

  /** The conversation, oldest first, and what the person is sending. */
  viewsOf(chat: LiveChat, outgoing: readonly OutgoingView[]): readonly EventView[] {
    const { labels } = this;
    const me = memberOf(chat, this.login())?.id ?? this.login();
    const seenUpTo = peopleOf(chat).customer?.seenUpTo;
    const users = new Map(chat.users.map((user) => [user.id, user]));
    const events = chat.events ?? [];
    const isMine = ({ authorId, content, isPrivate }: ThreadEvent): boolean =>
      authorId === me && content.kind !== 'system' && isPrivate !== true;
    const isSeen = ({ createdAt }: ThreadEvent): boolean =>
      seenUpTo !== undefined && createdAt !== undefined && compareTimes(createdAt, seenUpTo) <= 0;
    const newestMine = events.findLast(isMine);
    const newestSeen = events.findLast((event) => isMine(event) && isSeen(event));
    const restricted: EventView[] =
      chat.restricted === undefined
        ? []
        : [{ kind: 'line', isPrivate: false, line: labels.restricted(oneLine(chat.restricted, longText)) }];
    return [
      ...restricted,
      ...events.map((event) => {
        // The newest message of the person has its state, and the newest that was seen.
        const delivery: DeliveryView | undefined =
          event === newestSeen
            ? { state: 'seen', label: labels.seen }
            : event === newestMine
              ? { state: 'sent', label: labels.sent }
              : undefined;
        return this.viewOf(
          event,
          event.authorId === undefined ? undefined : users.get(event.authorId),
          delivery,
        );
      }),
      ...outgoing.map((one) => this.outgoingView(one)),
    ];
  }

  private outgoingView({ customId, text, isPrivate, delivery }: OutgoingView): EventView {
    return {
      kind: 'message',
      key: customId,
      isPrivate,
      author: { name: this.labels.you, isClient: false },
      text: plainText(text),
      delivery,
    };
  }

  private viewOf(
    event: ThreadEvent,
    author: ChatUser | undefined,
    delivery: DeliveryView | undefined,
  ): EventView {
    const key = [author?.name, author?.email, delivery?.state].join('\n');
    const known = this.cache.get(event);
    if (known?.key === key) return known.view;
    const view: EventView = {
      ...this.contentOf(event, author),
      key: event.customId ?? event.id,
      ...(delivery && { delivery }),
    };
    this.cache.set(event, { key, view });
    return view;
  }

  private contentOf(event: ThreadEvent, author: ChatUser | undefined): EventView {
    const { labels } = this;
    const { content } = event;
    const isPrivate = event.isPrivate === true;
    const person = this.authorOf(event, author);
    const moment = event.createdAt !== undefined && {
      moment: { iso: event.createdAt, text: labels.time(event.createdAt) },
    };
    const about = { isPrivate, ...(person && { author: person }), ...moment };
    if (event.isDeleted === true) {
      return { ...about, kind: 'line', line: labels.deleted(person?.name ?? labels.someone) };
    }
    return { ...about, ...contentView(content, labels) };
  }

  private authorOf({ authorId }: ThreadEvent, user: ChatUser | undefined): EventView['author'] {
    if (authorId === undefined) return undefined;
    const { labels } = this;
    const isClient = user?.kind === 'customer';
    const id = oneLine(user?.email ?? (isClient ? '' : authorId), 254);
    const shown = oneLine(user?.name ?? '') || id || labels.someone;
    const name = isSameAddress(authorId, this.login()) ? labels.you : shown;
    const role = isClient ? labels.role('visitor') : user ? labels.role('agent') : undefined;
    return {
      name,
      ...(id !== '' && id !== name && { id }),
      ...(role !== undefined && { role }),
      isClient,
    };
  }
}

/** What an event says. */
function contentView(
  content: ThreadContent,
  labels: LiveViewLabels,
): Pick<EventView, 'kind' | 'text' | 'files' | 'line' | 'source'> {
  switch (content.kind) {
    case 'message':
      return { kind: 'message', text: plainText(content.text) };
    case 'file':
      return { kind: 'message', files: fileViews([content.file], labels.file) };
    case 'rich':
      return {
        kind: 'message',
        ...(content.text !== '' && { text: plainText(content.text) }),
        ...(content.files.length > 0 && { files: fileViews(content.files, labels.file) }),
      };
    case 'form':
      return {
        kind: 'line',
        line: formTitle(content.when, labels),
        text: content.answers
          .map(
            ({ label, answer }) =>
              `${plainText(label ?? labels.question)}: ${plainText(answer ?? labels.noAnswer)}`,
          )
          .join('\n'),
      };
    case 'system': {
      const type = oneLine(content.type, 60);
      const whole = plainText(content.text ?? '').trim();
      // A text of several lines, such as the content of an unknown event, stands below the line.
      const isLong = whole.includes('\n') || whole.length > longLine;
      const line = isLong ? '' : oneLine(whole, longText);
      return {
        kind: 'line',
        line: line || type,
        ...(isLong && { text: whole }),
        ...(line !== '' && { source: { label: type } }),
      };
    }
  }
}

function formTitle(when: 'before' | 'after' | undefined, { sections, form }: LiveViewLabels): string {
  return when === 'before' ? sections.survey : when === 'after' ? sections.surveyAfter : form;
}

/** As the customer sees it: without logins. */
export function participantName({ kind, name }: SeenParticipant, labels: LiveViewLabels): string {
  return oneLine(name ?? '') || (kind === 'customer' ? labels.role('visitor') : labels.agent);
}

/** The conversation as the customer sees it. */
export function customersEvents(
  { events = [] }: CustomersView,
  labels: LiveViewLabels,
): readonly EventView[] {
  return events.map(({ id, createdAt, author, content, isDeleted, isSeenByAgent }) => ({
    ...(isDeleted === true
      ? { kind: 'line' as const, line: labels.deletedMessage }
      : contentView(content, labels)),
    key: id,
    isPrivate: false,
    ...(author && {
      author: {
        name: participantName(author, labels),
        role: labels.role(author.kind === 'customer' ? 'visitor' : 'agent'),
        isClient: author.kind === 'customer',
      },
    }),
    ...(createdAt !== undefined && { moment: { iso: createdAt, text: labels.time(createdAt) } }),
    ...(isSeenByAgent === true && { delivery: { state: 'seen' as const, label: labels.seen } }),
  }));
}

/**
 * What changed between two conversations: the index from which on they differ, and the new events from there. The
 * objects are compared by identity.
 */
export function changeOf(
  before: readonly EventView[],
  after: readonly EventView[],
): { readonly from: number; readonly events: readonly EventView[] } | undefined {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  return from === before.length && from === after.length ? undefined : { from, events: after.slice(from) };
}
