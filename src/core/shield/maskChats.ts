import type { ChatResult, ChatSummaryResult } from '../actions/chats/chatResult';
import type { ChatState } from '../chats/chatState';
import type {
  Arrival,
  Chat,
  ChatArrival,
  ChatEvent,
  ChatMessage,
  SurveyAnswer,
  Visitor,
} from '../domain/arrival';
import type { ChatUser, LiveChat, ThreadContent, ThreadEvent } from '../domain/liveChat';
import type { EventNotification } from '../events/status/notification';
import { foldForMasks } from './foldedText';
import type { Masks, Person } from './masks';
import { maskedFile, type TicketMasks } from './maskTickets';

type ChatNotice = Extract<EventNotification, { readonly chatId: string }>;

/** Questions of a survey that ask for a name, in the languages that LiveChat’s own surveys are written in. */
const asksName = /\b(name|nome|nombre|nom|vorname|nachname|naam|navn|namn|imie|jmeno|nume|nev|имя|όνομα)\b/u;

/** Masks chats. Equal objects are returned for equal ones, so that what is unchanged is not drawn again. */
export class ChatMasks {
  private readonly shown = new WeakMap<object, object>();
  private readonly events = new WeakMap<ThreadEvent, { readonly key: string; readonly event: ThreadEvent }>();

  constructor(
    private readonly masks: Masks,
    private readonly tickets: TicketMasks,
  ) {}

  chat(chat: LiveChat): LiveChat {
    return this.once(chat, () => {
      const people = peopleOf(chat);
      const { users, tags, lastMessage, events, startUrl, ratingComment } = chat;
      return {
        ...chat,
        users: users.map((user) => (user.kind === 'customer' ? this.user(user, people) : user)),
        tags: tags.map((tag) => this.masks.text(tag, people)),
        ...(lastMessage && { lastMessage: this.event(lastMessage, people) }),
        ...(events && { events: events.map((event) => this.event(event, people)) }),
        ...(startUrl !== undefined && { startUrl: this.masks.url(startUrl, people) }),
        ...(ratingComment !== undefined && { ratingComment: this.masks.text(ratingComment, people) }),
      };
    });
  }

  state(state: ChatState): ChatState {
    return this.once(state, () => {
      const { chat, sneakPeek } = state;
      const text = sneakPeek && this.masks.text(sneakPeek.text, peopleOf(chat));
      return {
        ...state,
        chat: this.chat(chat),
        ...(sneakPeek && text !== undefined && { sneakPeek: { ...sneakPeek, text } }),
      };
    });
  }

  arrival<A extends Arrival>(arrival: A): A {
    return this.once(arrival, () => {
      const masked: Arrival =
        arrival.kind === 'ticket_created'
          ? { ...arrival, ticket: this.tickets.ticket(arrival.ticket) }
          : this.chatArrival(arrival);
      return masked as A;
    });
  }

  /** A chat as commands return it. */
  result<C extends ChatSummaryResult>(chat: C): C {
    return this.once(chat, () => {
      const { visitor, tags, lastMessage } = chat;
      const { messages, events, pre_chat_survey, post_chat_survey } = chat as Partial<ChatResult>;
      const people = [
        ...visitorsIn(visitor),
        ...namesIn([...(pre_chat_survey ?? []), ...(post_chat_survey ?? [])], visitor),
      ];
      const said = <M extends { text?: string; author_name?: string; user_type?: string }>(message: M): M =>
        this.said(message, people);
      return {
        ...chat,
        visitor: this.visitor(visitor, people),
        tags: tags.map((tag) => this.masks.text(tag, people)),
        ...(lastMessage && { lastMessage: said(lastMessage) }),
        ...(messages && {
          messages: messages.map((message) => ({
            ...said(message),
            ...(message.file && { file: maskedFile(this.masks, message.file, people) }),
          })),
        }),
        ...(events && { events: events.map(said) }),
        ...(pre_chat_survey && { pre_chat_survey: this.answers(pre_chat_survey, people) }),
        ...(post_chat_survey && { post_chat_survey: this.answers(post_chat_survey, people) }),
      };
    });
  }

  /** A text that mentions people who are not known is left out where it is not certain who they are. */
  notification(notice: ChatNotice): ChatNotice {
    const { name, text, customer } = notice;
    const people = customer ? visitorsIn(customer) : [];
    const isAgent = notice.isByAgent === true;
    const person: Person = people[0] ?? { ...(name !== undefined && { name }), role: 'visitor' };
    const all = isAgent ? people : [person];
    return {
      ...notice,
      ...(name !== undefined && !isAgent && { name: this.masks.person({ ...person, name }).name ?? name }),
      ...(text !== undefined && { text: this.masks.text(text, all) }),
    };
  }

  private once<T extends object>(value: T, mask: () => T): T {
    const known = this.shown.get(value);
    if (known) return known as T;
    const masked = mask();
    this.shown.set(value, masked);
    this.shown.set(masked, masked);
    return masked;
  }

  private user(user: ChatUser, people: readonly Person[]): ChatUser {
    const { name, mail } = this.masks.person(personOf(user));
    const { page } = user;
    return {
      ...user,
      ...(name !== undefined && { name }),
      ...(mail !== undefined && { email: mail }),
      ...(page !== undefined && { page: this.masks.url(page, people) }),
    };
  }

  private event(event: ThreadEvent, people: readonly Person[]): ThreadEvent {
    const key = people.map(({ name, mail }) => `${name ?? ''}\n${mail ?? ''}`).join('\n');
    const known = this.events.get(event);
    if (known?.key === key) return known.event;
    const masked = { ...event, content: this.content(event.content, people) };
    this.events.set(event, { key, event: masked });
    return masked;
  }

  private content(content: ThreadContent, people: readonly Person[]): ThreadContent {
    const { masks } = this;
    switch (content.kind) {
      case 'message':
        return { ...content, text: masks.text(content.text, people) };
      case 'file':
        return { ...content, file: maskedFile(masks, content.file, people) };
      case 'rich':
        return {
          ...content,
          text: masks.text(content.text, people),
          files: content.files.map((file) => maskedFile(masks, file, people)),
        };
      case 'form':
        return { ...content, answers: this.answers(content.answers, people) };
      case 'system':
        return content.text === undefined ? content : { ...content, text: masks.text(content.text, people) };
    }
  }

  private answers(answers: readonly SurveyAnswer[], people: readonly Person[]): readonly SurveyAnswer[] {
    const { masks } = this;
    return answers.map((answer) => ({
      ...answer,
      ...(answer.label !== undefined && { label: masks.text(answer.label, people) }),
      ...(answer.answer !== undefined && { answer: masks.text(answer.answer, people) }),
    }));
  }

  private chatArrival(arrival: ChatArrival): ChatArrival {
    const { visitor, pre_chat_survey: before, post_chat_survey: after } = arrival;
    const people = [...visitorsIn(visitor), ...namesIn([...before, ...(after ?? [])], visitor)];
    return {
      ...arrival,
      chat: this.reported(arrival.chat, people),
      visitor: this.visitor(visitor, people),
      pre_chat_survey: this.answers(before, people),
      ...(after && { post_chat_survey: this.answers(after, people) }),
    };
  }

  private reported(chat: Chat, people: readonly Person[]): Chat {
    const { masks } = this;
    return {
      ...chat,
      ...(chat.url !== undefined && { url: masks.url(chat.url, people) }),
      tags: chat.tags.map((tag) => masks.text(tag, people)),
      messages: chat.messages.map((message: ChatMessage) => this.said(message, people)),
      events: chat.events.map((event: ChatEvent) => ({
        ...this.said(event, people),
        ...(event.files && { files: event.files.map((file) => maskedFile(masks, file, people)) }),
      })),
    };
  }

  private said<M extends { text?: string; author_name?: string; user_type?: string; agent_id?: string }>(
    message: M,
    people: readonly Person[],
  ): M {
    const { text, author_name: name, user_type: type, agent_id: agent } = message;
    const isAgent = agent !== undefined || type === 'agent' || type === 'supervisor' || type === undefined;
    const isVisitor = people.some((person) => person.name !== undefined && person.name === name);
    const writer: Person | undefined =
      name === undefined || (isAgent && !isVisitor)
        ? undefined
        : { ...(people[0]?.name === name ? people[0] : undefined), name, role: 'visitor' };
    return {
      ...message,
      ...(writer && { author_name: this.masks.nameOf(writer) }),
      ...(text !== undefined && { text: this.masks.text(text, writer ? [...people, writer] : people) }),
    };
  }

  private visitor<V extends Visitor>(visitor: V, people: readonly Person[]): V {
    const { name, mail } = this.masks.person(personOf(visitor));
    const { id, page_current: page } = visitor;
    return {
      ...visitor,
      ...(id !== undefined && { id: this.masks.text(id, people) }),
      ...(name !== undefined && { name }),
      ...(mail !== undefined && { email: mail }),
      ...(page !== undefined && { page_current: this.masks.url(page, people) }),
    };
  }
}

interface Named {
  readonly name?: string;
  readonly email?: string;
}

function personOf({ name, email }: Named): Person {
  return { name, mail: email, role: 'visitor' };
}

/** The customers of a chat, and the names that they entered in a survey. */
function peopleOf({ users, events = [] }: LiveChat): readonly Person[] {
  const customers = users.filter(({ kind }) => kind === 'customer');
  const answers = events.flatMap(({ content }) => (content.kind === 'form' ? content.answers : []));
  return [...customers.map(personOf), ...namesIn(answers, customers[0] ?? {})];
}

function visitorsIn(visitor: Named): readonly Person[] {
  return visitor.name === undefined && visitor.email === undefined ? [] : [personOf(visitor)];
}

/** Names that a visitor entered in a survey, as the same person. */
function namesIn(answers: readonly SurveyAnswer[], { name, email }: Named): readonly Person[] {
  return answers.flatMap(({ label = '', answer = '' }) => {
    if (answer.trim() === '' || answer === name || !asksName.test(foldForMasks(label))) return [];
    return [{ name: answer, mail: email, role: 'visitor' as const }];
  });
}
