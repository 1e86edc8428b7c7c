import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { DeliveryFormat } from '../../domain/webhook';
import type { ReceiverErrorCode } from '../status/problem';

/** The registrations that use one path. */
export interface Registration {
  /** Id of the account that was registered. */
  readonly account: string;
  /** Secrets of its webhooks; a delivery has to contain one of them. */
  readonly secrets: readonly string[];
  readonly format: DeliveryFormat;
  /** Events of these webhooks whose deliveries prove nothing, see `Delivery.isUnverified`. */
  readonly unverified?: readonly ArrivalKind[];
}

export interface ReceiverOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Names this installation in its addresses: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly installId: string;
  /** A path of an earlier `path()`, so that a registration outlives a restart; a new one where absent or malformed. */
  readonly path?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Current public host names, without a port; local names are always allowed. Called for each request. */
  readonly allowedHosts: () => readonly string[];
  /** Called for each delivery, as secrets change. `undefined`: nothing is registered for the path. */
  readonly registration: (path: string) => Registration | undefined;
  /** Stores an event. It is acknowledged once this resolves; where it rejects, LiveChat is asked to try again. */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  /** A probe arrived (see `probeBody`). Returns whether its nonce is one of the caller's, each valid once. */
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
  /** Accepts nothing new, gives deliveries under way at most 2 s, and closes every connection. */
  dispose(): Promise<void>;
}

/** Limits for each sender. Times in milliseconds, sizes in bytes. */
export interface Limits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** For all headers of a request, from its first byte, or from the opening of the connection where none comes. */
  readonly headersMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** How often the two are checked, and so how late they may be noticed. */
  readonly checkMs: number;
  readonly connections: number;
  /** Read and discarded after a refusal, so that the sender can read the response. */
  readonly discardBytes: number;
}

/** LiveChat waits 10 s for a response. */
export const defaultLimits: Limits = {
  bodyBytes: 256 * 1024,
  headerBytes: 8 * 1024,
  headersMs: 5_000,
  requestMs: 10_000,
  checkMs: 1_000,
  connections: 64,
  discardBytes: 8 * 1024 * 1024,
};

/** Why the receiver does not listen. `message` is for the log. */
export class ReceiverError extends Error {
  override readonly name = 'ReceiverError';

  /** @param port the requested port; 0 for any free one */
  constructor(
    readonly code: ReceiverErrorCode,
    readonly port: number,
    message: string,
  ) {
    super(message);
  }
}
