import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { DeliveryFormat } from '../../domain/webhook';

/** What the receiver must know of the registrations that lead to one path. */
export interface Registration {
  /** Id of the account that was registered. */
  readonly account: string;
  /** Secrets of its webhooks; a delivery must carry one of them. */
  readonly secrets: readonly string[];
  readonly format: DeliveryFormat;
  /** Events of webhooks here whose deliveries prove nothing, see `Delivery.isUnproven`. */
  readonly unverified?: readonly ArrivalKind[];
}

export interface ReceiverOptions {
  /** 0: any free port. The caller keeps the port that it got. */
  readonly port: number;
  /** Names this installation in its addresses: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly installId: string;
  /** A path of an earlier `path()`, so that a registration outlives a restart; a new one where absent or odd. */
  readonly path?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Public host names of now, without a port; the local names are always allowed. Asked at each request. */
  readonly allowedHosts: () => readonly string[];
  /** Asked at each delivery, so that secrets can come and go. `undefined`: nothing is registered for the path. */
  readonly registration: (path: string) => Registration | undefined;
  /** Keeps an event. It is acknowledged once this resolved; where it rejects, LiveChat is told to try again. */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  /** A probe arrived (see `probeBody`). Returns whether its nonce is one of the caller's, each good for once. */
  readonly onProbe: (nonce: string) => boolean;
}

export interface Receiver {
  readonly port: number;
  /** Path for new registrations: `/lc/INSTALLID/RANDOM`. A secret: never logged. */
  path(): string;
  /** Makes a new path. Earlier ones stay valid until `retire`, so that registrations can overlap. */
  rotate(): string;
  /** From now on this path is not found. The one of `path()` cannot be retired. */
  retire(path: string): void;
  /** Takes nothing new, lets deliveries under way end for at most 2 s, and closes every connection. */
  dispose(): Promise<void>;
}
