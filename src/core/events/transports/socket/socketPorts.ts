import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { CallOptions } from '../../../domain/connection';
import type { RtmEndpoint, RtmFormat } from '../../../domain/rtmFormat';
import type { openSession } from '../../rtm/openSession';
import type { ListenerSettings } from '../../status/listenerStatus';

/** What the socket uses of the active account, e.g. bound by `SessionStore.run`. */
export interface LivePort {
  /** @throws GrantError, FailureError; `unsupported` where the account has no socket */
  endpoint(options?: CallOptions): Promise<RtmEndpoint>;
  /** The server no longer accepts the token of an endpoint: the next has another, where tokens can be renewed. */
  spent(token: string): Promise<void>;
  format(): Promise<RtmFormat>;
  /** Whether the agent accepts chats now, on whatever device; `undefined` where that is unknown. */
  isAccepting(options?: CallOptions): Promise<boolean | undefined>;
  movedTo(region: string): Promise<void>;
}

export interface SocketTransportOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => ListenerSettings;
  /** Id of the active account; `undefined` while signed out. */
  readonly account: () => string | undefined;
  readonly live: LivePort;
  /** Never logged from then on: tokens. */
  readonly hide?: (secret: string) => void;
  /** Ids of chats that a window has on the screen. */
  readonly shownChats?: () => Iterable<string>;
  /** Loads the websocket. */
  readonly load: () => Promise<{ readonly openSession: typeof openSession }>;
  /** Sent at login. */
  readonly application: { readonly name: string; readonly version: string };
}
