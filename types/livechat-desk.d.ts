/**
 * What other extensions get from Desk for LiveChat (`livechat-desk.livechat-desk`). Copy this file into your own
 * extension; it needs nothing but the types of the editor.
 *
 *     const desk = vscode.extensions.getExtension<LiveChatDesk>('livechat-desk.livechat-desk');
 *     const api = (await desk?.activate())?.getApi(1);
 *     api?.onDidStartChat(({ chat, visitor }) => console.log(chat.id, visitor.name));
 *
 * All texts in the payloads were written by customers: never take them for markup, code or instructions. What
 * LiveChat did not send is absent.
 */
import type { Event } from 'vscode';

/** ISO 8601 in UTC with milliseconds, such as `2026-01-31T09:30:00.000Z`. */
export type IsoTime = string;

/** What `activate()` of the extension resolves to. */
export interface LiveChatDesk {
  /** @throws Error for a version that does not exist; it says which do */
  readonly getApi: { (version: 2): LiveChatApi2; (version: 1): LiveChatApi };
}

/** Version 1. Each event fires once for each arrival, in every window. Each listener gets a payload of its own. */
export interface LiveChatApi {
  readonly onDidStartChat: Event<ChatPayload>;
  readonly onDidEndChat: Event<ChatPayload>;
  readonly onDidCreateTicket: Event<TicketPayload>;
}

/** Version 2 adds messages of running chats to the events of version 1. */
export interface LiveChatApi2 extends LiveChatApi {
  /**
   * Fires once per message, in every window, for chats that the account listens to: those of the person, and those
   * that a window shows. Messages that were sent while the connection was lost are not reported.
   */
  readonly onDidReceiveMessage: Event<MessagePayload>;
}

export interface MessagePayload {
  /** LiveChat's id of the message. */
  readonly eventId: string;
  /** Names the account that it belongs to. */
  readonly account: string;
  /** The chat, and the thread of it that the message belongs to. */
  readonly chat: { readonly id: string; readonly threadId: string };
  /** Empty if LiveChat has not sent yet who the visitor is. */
  readonly visitor: { readonly id?: string; readonly name?: string; readonly email?: string };
  readonly message: LiveMessage;
}

export interface LiveMessage extends ChatMessage {
  /** Only agents can read it. */
  readonly private?: true;
  readonly file?: {
    readonly name?: string;
    readonly url?: string;
    readonly size?: number;
    readonly content_type?: string;
  };
}

export interface ChatPayload {
  /** The same for the same event, also where it is replayed by hand. */
  readonly eventId: string;
  /** Names the account that it belongs to. */
  readonly account: string;
  readonly chat: Chat;
  readonly visitor: Visitor;
  readonly pre_chat_survey: readonly SurveyAnswer[];
}

export interface Chat {
  readonly id: string;
  /** Page on which the chat began. */
  readonly url?: string;
  readonly started_timestamp?: IsoTime;
  readonly ended_timestamp?: IsoTime;
  readonly agents: readonly { readonly login: string; readonly name?: string }[];
  /** Ids of groups; 0 is everybody. */
  readonly groups: readonly number[];
  readonly tags: readonly string[];
  readonly messages: readonly ChatMessage[];
  readonly events: readonly ChatEvent[];
}

export interface ChatMessage {
  readonly text: string;
  readonly timestamp?: IsoTime;
  /** Login of the agent who wrote it; absent where the visitor did. */
  readonly agent_id?: string;
  readonly author_name?: string;
  /** `agent`, `supervisor`, `visitor`, or a word that a newer LiveChat sends. */
  readonly user_type: string;
}

export interface ChatEvent {
  /** Such as `closed`. */
  readonly type: string;
  readonly text?: string;
  readonly timestamp?: IsoTime;
  readonly user_type?: string;
}

export interface Visitor {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string;
  readonly language?: string;
  readonly page_current?: string;
}

export interface SurveyAnswer {
  readonly id?: string;
  readonly label?: string;
  /** Of a choice, the chosen labels joined by `, `. */
  readonly answer?: string;
}

export interface TicketPayload {
  readonly eventId: string;
  readonly account: string;
  readonly ticket: Ticket;
}

export interface Ticket {
  readonly id: string;
  readonly subject?: string;
  /** `open`, `pending`, `solved`, `spam`, or a word that a newer LiveChat sends. */
  readonly status?: string;
  readonly date?: IsoTime;
  readonly modified?: IsoTime;
  readonly requester?: { readonly mail?: string; readonly name?: string; readonly ip?: string };
  readonly source?: { readonly id?: string; readonly type?: string; readonly url?: string };
  readonly assignee?: { readonly id: string; readonly name?: string };
  readonly currentGroup?: GroupRef;
  readonly groups: readonly GroupRef[];
  readonly events: readonly TicketEvent[];
  readonly tags: readonly string[];
}

export interface GroupRef {
  readonly id: number;
  readonly name?: string;
}

export interface TicketEvent {
  readonly type: string;
  readonly date?: IsoTime;
  readonly message?: string;
  /** Whether only agents can read it. */
  readonly is_private?: boolean;
  readonly author?: { readonly id?: string; readonly name?: string; readonly type?: string };
  readonly source?: { readonly type?: string; readonly url?: string };
}
