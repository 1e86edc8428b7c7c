import type { Account } from '../../core/domain/account';
import type { Arrival } from '../../core/domain/arrival';
import type { EventTransportKind } from '../../core/domain/capabilities';
import type { ListenerStatus } from '../../core/events/status/listenerStatus';
import type { StateValue } from '../../core/storage/stateStore';
import type { OpenConnection } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import type { ChatsStatus } from '../shell/statusBarPart';
import type { Membership } from '../team/membership';
import type { Consents } from '../tunnels/consents';
import type { DoNotDisturb } from './doNotDisturb';
import type { EventServiceHandle } from './eventServiceHandle';
import type { TicketPolling } from './ticketPolling';

/** What listening needs of other features. */
export interface ListeningOptions {
  readonly openConnection: OpenConnection;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => unknown;
  /** Shows a running chat of an account (`Account.id`). */
  readonly openChat: (chat: { readonly account: string; readonly chatId: string }) => unknown;
  /** Asks for the application that an account's webhooks belong to; `undefined`: cancelled. */
  readonly askClientId: (account: Account) => Promise<string | undefined>;
}

/** What is loaded at start-up of listening, as `listeningActions` uses it. */
export interface ListeningContext {
  readonly app: App;
  readonly options: ListeningOptions;
  readonly eventService: EventServiceHandle;
  readonly consents: Consents;
  readonly ticketPolling: TicketPolling;
  readonly doNotDisturb: DoNotDisturb;
  readonly status: { showBriefly(text: string): void; readonly chats: ChatsStatus };
  /** Whether the demo account is active. */
  isDemo(): boolean;
  readonly team: Membership;
  /** The transport of the active account, or a team where it is not the receiver; `undefined` while signed out. */
  readonly transportKind: EventTransportKind | undefined;
  /** Whether the transport needs a public address. */
  needsTunnel(): boolean;
  /** Whether the server of the active account is on this machine, so that no tunnel is needed: always, or by default. */
  isLocal(): 'always' | 'by-default' | 'no';
  /** Whether the user has agreed to a tunnel before, or nothing becomes public. */
  mayAutoStart(): boolean;
  /** Stops, with progress in the status bar. @throws EventServiceError */
  stop(): Thenable<ListenerStatus>;
  /** A value of this name in the database. */
  stored(key: string): StateValue;
}
