import type { CallOptions } from '../../../domain/connection';
import type { RtmEndpoint, LiveFormat } from '../../../domain/live';
import type { openSession } from '../../rtm/openSession';
import type { Listings } from '../../ingest/catchUp';
import type { ListenerOptions } from '../../status/listenerTypes';

/** What listening through a socket asks of the active account, e.g. bound by `SessionStore.run`. */
export interface LivePort {
  /** @throws GrantError, FailureError; `unsupported` where the account has no socket */
  endpoint(options?: CallOptions): Promise<RtmEndpoint>;
  /** The server takes the token of a door no more: the next door has another, where tokens can be renewed. */
  spent(token: string): Promise<void>;
  format(): Promise<LiveFormat>;
  /** Whether the person takes chats now, on whatever device; `undefined` where nobody knows. */
  isAccepting(options?: CallOptions): Promise<boolean | undefined>;
  movedTo(region: string): Promise<void>;
}

export interface SocketListenerOptions extends Pick<
  ListenerOptions,
  'clock' | 'log' | 'random' | 'settings' | 'account' | 'accept' | 'catchUp' | 'storage' | 'hide'
> {
  readonly live: LivePort;
  /** As `TicketApi.newest`: one page by one call. */
  readonly newTickets: Listings['newTickets'];
  /** Loads the websocket. */
  readonly load: () => Promise<{ readonly openSession: typeof openSession }>;
  readonly application: { readonly name: string; readonly version: string };
}
