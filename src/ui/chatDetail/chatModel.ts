import type { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import type { LiveChat } from '../../core/domain/liveChat';
import type { CardSubject } from '../visitorCard/cardSubject';
import type { ChatState, ChatSubject } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import type { FormValues, SavedState } from '../../protocol/form';
import type { ChatActionId, PastedFile, SendAnswer } from '../../protocol/liveChat';

/** What a panel shows: an event that was stored, or a chat that LiveChat still has. */
export interface ChatModel extends Disposable {
  readonly subject: ChatSubject;
  readonly title: string;
  readonly hasUnsaved: boolean;
  /** What LiveChat says of a running chat. */
  readonly chat?: LiveChat | undefined;
  /** Whose card is shown, once that is known. */
  readonly visitor: CardSubject | undefined;
  /** Fires when anything below changed. */
  readonly onDidChange: Event<void>;
  readonly view: Pick<ChatState, 'chat' | 'live' | 'problem' | 'notice'>;
  /** Oldest first. Unchanged events are the same objects as before. */
  readonly events: readonly EventView[];
  /** The last of `events`, at most this many, without the time that the others take. */
  newest(count: number): readonly EventView[];
  /** Announced by screen readers with the last change of `events`. */
  readonly announcement?: string;
  /** The addresses that the page may ask to open. */
  readonly addresses: ReadonlySet<string>;
  /** Present if the person can take part. */
  readonly live?: LiveHandlers;
}

/** What the page of a running chat asks. */
export interface LiveHandlers {
  /** Resolves once the draft was read. */
  readonly drafted: Promise<void>;
  /** The page has input from before it was unloaded. */
  restore(typed: SavedState): unknown;
  act(action: ChatActionId): unknown;
  retry(customId: string): unknown;
  takeBack(customId: string): unknown;
  /** Takes back a message that waits before it is sent. */
  endDelay(): void;
  /** Asks when a message is sent. */
  later(message: Readonly<{ text: string; isPrivate: boolean }>): Promise<SendAnswer>;
  /** Puts a text before what is typed. */
  prepend(text: string, isPrivate: boolean): void;
  pickFile(isPrivate: boolean): unknown;
  /** See `ComposerModel.draft`. */
  draft(values: FormValues, at: number, revision?: number): Promise<number | undefined>;
  send(message: Readonly<{ text: string; isPrivate: boolean; customId: string }>): Promise<SendAnswer>;
  paste(file: PastedFile, isPrivate: boolean): Promise<SendAnswer>;
  /** @param uris of files of the editor */
  drop(uris: readonly string[], isPrivate: boolean): Promise<SendAnswer>;
}

/** What the page is answered if nothing can be sent. */
export async function answered(answer: Promise<SendAnswer> | undefined): Promise<SendAnswer> {
  return (await answer) ?? { outcome: 'refused' };
}
