import { DisposableStore, type Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { isPublicMessage, toPublicMessage, type PublicChatMessage } from '../actions/chats/chatResult';
import { customerOf, type LiveChat } from '../domain/liveChat';
import { omitUndefined } from '../domain/input/inputReader';
import { accountIdOf } from '../stores/sessionStore';
import type { ReceivedMessage } from './chatStates';
import { ChatStore, type ChatStoreOptions } from './chatStore';
import type { ContextOptions } from '../actions/actionContext';
import { keepChats } from './keepChats';
import { Outgoing } from './outgoing';

/** The payload of `onDidReceiveMessage` in the API for other extensions. */
export interface MessagePayload {
  /** LiveChat's id of the message. */
  readonly eventId: string;
  readonly account: string;
  readonly chat: { readonly id: string; readonly threadId: string };
  readonly visitor: { readonly id?: string; readonly name?: string; readonly email?: string };
  readonly message: PublicChatMessage;
}

/** The running chats of a window. */
export interface Chats extends Disposable {
  readonly store: ChatStore;
  readonly outgoing: Outgoing;
  /** Fires once per message, as `ChatStore.onDidReceiveMessage`. */
  readonly onDidReceivePayload: Event<MessagePayload>;
}

interface KeepOptions {
  /** Keeps a chat with its events on this machine. */
  readonly keep?: (account: string, chat: LiveChat) => Promise<unknown>;
}

/** Opens what a window keeps of the running chats of its active account. Makes no call. */
export function openChats({ keep, ...options }: ChatStoreOptions & ContextOptions & KeepOptions): Chats {
  const owned = new DisposableStore();
  const { session, clock } = options;
  const store = owned.add(new ChatStore(options));
  if (keep) {
    owned.add(
      keepChats(store, clock, (chat) => {
        const account = accountIdOf(session.current);
        // Without a database, it is fetched when it is needed.
        if (account !== undefined) keep(account, chat).catch(() => undefined);
      }),
    );
  }
  const outgoing = owned.add(new Outgoing({ ...options, store }));
  // Without a listener, which is the rule, no payload is made.
  const onDidReceivePayload: Event<MessagePayload> = (listener) =>
    store.onDidReceiveMessage((received) =>
      isPublicMessage(received.event) ? listener(payloadOf(received)) : undefined,
    );
  return { store, outgoing, onDidReceivePayload, dispose: () => owned.dispose() };
}

function payloadOf({ account, chatId, threadId, event, chat }: ReceivedMessage): MessagePayload {
  const { id, name, email } = (chat && customerOf(chat)) ?? {};
  return {
    eventId: event.id,
    account,
    chat: { id: chatId, threadId },
    visitor: omitUndefined({ id, name, email }),
    message: toPublicMessage(event, chat?.users ?? []),
  };
}
