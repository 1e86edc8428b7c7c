import type { Disposable } from '../../../core/base/disposable';
import type { Event } from '../../../core/base/event';
import type { ChatState } from '../../../core/chats/chatState';
import type { ChatStore } from '../../../core/chats/chatStore';
import type { Outgoing } from '../../../core/chats/outgoing';
import type { Failure } from '../../../core/domain/failure';
import type { LiveChat } from '../../../core/domain/liveChat';
import type { ListenerView } from '../../../core/events/status/listenerStatus';
import type { Shown } from '../../../core/shield/shownValues';
import type { ChatActionId } from '../../../protocol/liveChat';
import type { ComposerPorts } from './composerModel';
import type { LiveLabels } from './liveLabels';
import type { OutgoingView } from './liveView';
import type { ChosenFile } from './sendFile';

/** A chat that LiveChat still has, by the account's id; its newest thread is shown. */
export interface LiveSubject {
  readonly account: string;
  readonly chatId: string;
}

/** What is known of a chat while a panel shows it. */
export interface PanelChat extends Disposable {
  /** Absent until it was fetched. */
  readonly state: ChatState | undefined;
  /** As it was kept on this machine, until it was fetched; `readAt` in milliseconds since the epoch. */
  readonly kept?: { readonly chat: LiveChat; readonly readAt: number } | undefined;
  /** Why it could not be fetched. */
  readonly failure: Failure | undefined;
  readonly onDidChange: Event<unknown>;
}

/** Messages of one chat that LiveChat does not have yet. */
export interface OutgoingPort {
  readonly all: () => readonly OutgoingView[];
  readonly onDidChange: Event<unknown>;
  /** @returns why the message is not accepted; `undefined` once it is on its way */
  send(message: {
    readonly text: string;
    readonly isPrivate: boolean;
    readonly customId: string;
  }): string | undefined;
  /** Asks first where the message resumes an ended chat. */
  retry(customId: string): unknown;
  /** @returns the text and kind of a message that was not sent, which is then forgotten */
  takeBack(customId: string): { readonly text: string; readonly isPrivate: boolean } | undefined;
}

export interface LivePorts extends ComposerPorts {
  readonly labels: LiveLabels;
  /** The person's login; `undefined` until it is known. */
  readonly login: () => string | undefined;
  readonly chat: PanelChat;
  /** What is shown of the customer; `chat` fires when that changes. */
  readonly shown: () => Shown;
  /** Whether pushes keep the chat up to date. */
  readonly isListening: () => boolean;
  readonly transfers: Transfers;
  readonly outgoing: OutgoingPort;
  /** Reads an earlier thread. Shows its own failures. */
  readThread(threadId: string): Promise<LiveChat | undefined>;
  /** Asks, and resumes an ended chat with a message. @returns whether the person agreed */
  resumeWith(chat: LiveChat, text: string): Promise<boolean>;
  /** Runs an action of the toolbar. Reports its own failures. */
  act(action: ChatActionId, chat: LiveChat): Promise<void>;
  /** @returns why the file was not sent; `undefined` if it is on its way, or the person cancelled */
  sendFile(file: ChosenFile, isPrivate: boolean): Promise<string | undefined>;
  /** The same for a file of the editor, by its URI. */
  sendFileAt(uri: string, isPrivate: boolean): Promise<string | undefined>;
  /** The same for a file that the person selects. Shows its own failures. */
  pickFile(isPrivate: boolean): Promise<void>;
  /** Whether the person looks at the panel now. */
  readonly isLookedAt: () => boolean;
  readonly onDidLook: Event<unknown>;
  /** The customer sees it. */
  markSeen(upTo: string): void;
}

/** Running chats of the window, and what their toolbar does. */
export interface LiveChats {
  readonly store: ChatStore;
  readonly outgoing: Outgoing;
  /** Whether pushes keep chats up to date. */
  readonly listening: { readonly view: ListenerView; readonly onDidChange: Event<unknown> };
  readonly transfers: Transfers;
  act(action: Exclude<ChatActionId, 'customersView' | 'earlier'>, chat: LiveChat): Promise<void>;
}

/** When LiveChat transfers a chat on its own. */
export interface Transfers {
  /** In epoch milliseconds; `undefined` if it is not known, or the customer does not wait for the person. */
  of(chat: LiveChat): number | undefined;
  readonly onDidChange: Event<unknown>;
}
