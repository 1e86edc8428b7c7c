import { oneLine, plainText } from '../../../core/base/plainText';
import { isSameAddress } from '../../../core/domain/account';
import {
  isSeenByCustomer,
  type CustomersView,
  type SeenParticipant,
} from '../../../core/chats/customersView';
import {
  ownEventsOf,
  type ChatUser,
  type LiveChat,
  type ThreadContent,
  type ThreadEvent,
} from '../../../core/domain/liveChat';
import type { IsoTime } from '../../../core/domain/ticket';
import type { DeliveryView, EventView } from '../../../protocol/conversation';
import { fileViews } from '../../messages/fileViews';
import type { ChatViewLabels } from '../chatView';

/** Localized texts of a running chat, passed in so that the view does not depend on the editor. */
export interface LiveViewLabels extends ChatViewLabels {
  readonly you: string;
  readonly sent: string;
  readonly seen: string;
  /** The heading of one of several threads, by its begin. */
  conversationOf(iso: IsoTime): string;
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

/** A view of an event, and what it depends on beside the event. */
interface CachedView {
  readonly view: EventView;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly state: DeliveryView['state'] | undefined;
}

const longText = 2000;
const longLine = 500;

/** Views of unchanged events stay the same objects, so that only what changed is sent to the page. */
export class LiveEvents {
  private readonly headings = new Map<string, EventView>();
  private cache = new WeakMap<ThreadEvent, CachedView>();

  constructor(
    private readonly labels: LiveViewLabels,
    /** The person's login; `undefined` until it is known. */
    private readonly login: () => string | undefined,
  ) {}

  /**
   * The conversation, oldest first, and what the person is sending.
   * @param earlier threads, oldest first
   * @param count of the newest ones, which are all that is made
   */
  viewsOf(
    chat: LiveChat,
    outgoing: readonly OutgoingView[],
    earlier: readonly LiveChat[] = [],
    count = Infinity,
  ): readonly EventView[] {
    const views = [
      ...earlier.flatMap((thread) => [...this.headingOf(thread), ...this.threadViews(thread, false, count)]),
      ...(earlier.length > 0 ? this.headingOf(chat) : []),
      ...this.threadViews(chat, true, count),
      ...this.outgoingViews(outgoing),
    ];
    return views.length > count ? views.slice(-count) : views;
  }

  outgoingViews(outgoing: readonly OutgoingView[]): readonly EventView[] {
    return outgoing.map(({ customId, text, isPrivate, delivery }) => ({
      kind: 'message',
      key: customId,
      isPrivate,
      author: { name: this.labels.you, isClient: false },
      text: plainText(text),
      delivery,
    }));
  }

  private headingOf({ threadId, startedAt }: LiveChat): readonly EventView[] {
    if (startedAt === undefined) return [];
    const known = this.headings.get(threadId);
    const line = this.labels.conversationOf(startedAt);
    const heading = known ?? { kind: 'line', isPrivate: false, line, key: threadId };
    this.headings.set(threadId, heading);
    return [heading];
  }

  /** @param isNewest the state of messages is shown only where it can still change */
  private threadViews(chat: LiveChat, isNewest: boolean, count: number): readonly EventView[] {
    const { labels } = this;
    const users = new Map(chat.users.map((user) => [user.id, user]));
    const events = chat.events ?? [];
    const isOwn = ownEventsOf(chat, this.login());
    const isMine = (event: ThreadEvent): boolean =>
      isNewest && event.content.kind !== 'system' && event.isPrivate !== true && isOwn(event);
    const newestMine = events.findLast(isMine);
    const newestSeen = events.findLast((event) => isMine(event) && isSeenByCustomer(chat, event));
    const restricted: EventView[] =
      chat.restricted === undefined
        ? []
        : [{ kind: 'line', isPrivate: false, line: labels.restricted(oneLine(chat.restricted, longText)) }];
    return [
      ...restricted,
      ...events.slice(-count).map((event) => {
        // The newest message of the person has its state, and the newest that was seen.
        const delivery: DeliveryView | undefined =
          event === newestSeen
            ? { state: 'seen', label: labels.seen }
            : event === newestMine
              ? { state: 'sent', label: labels.sent }
              : undefined;
        const author = event.authorId === undefined ? undefined : users.get(event.authorId);
        return this.viewOf(event, author, delivery);
      }),
    ];
  }

  private viewOf(
    event: ThreadEvent,
    author: ChatUser | undefined,
    delivery: DeliveryView | undefined,
  ): EventView {
    const known = this.cache.get(event);
    const isKnown =
      known?.name === author?.name && known?.email === author?.email && known?.state === delivery?.state;
    if (known && isKnown) return known.view;
    const view: EventView = {
      ...this.contentOf(event, author),
      key: event.customId ?? event.id,
      ...(delivery && { delivery }),
    };
    this.cache.set(event, { view, name: author?.name, email: author?.email, state: delivery?.state });
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
    return { ...about, ...contentView(content, labels, person !== undefined) };
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

/**
 * What an event says.
 * @param hasAuthor forms and custom events of someone are shown as said by them; LiveChat’s own sentences name who acted
 */
function contentView(
  content: ThreadContent,
  labels: LiveViewLabels,
  hasAuthor: boolean,
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
    case 'form': {
      const title = formTitle(content.when, labels);
      const text = content.answers
        .map(
          ({ label, answer }) =>
            `${plainText(label ?? labels.question)}: ${plainText(answer ?? labels.noAnswer)}`,
        )
        .join('\n');
      return hasAuthor
        ? { kind: 'message', text, source: { label: title } }
        : { kind: 'line', line: title, text };
    }
    case 'system': {
      const type = oneLine(content.type, 60);
      const whole = plainText(content.text ?? '').trim();
      if (hasAuthor && content.type === 'custom') {
        return { kind: 'message', ...(whole !== '' && { text: whole }), source: { label: type } };
      }
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
  return events.map(({ id, createdAt, author, content, isSeenByAgent }) => ({
    ...contentView(content, labels, author !== undefined),
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
