import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { DeliveryFormat } from '../../domain/webhook';
import type { ReceiverErrorCode } from '../status/problem';

/** The webhooks registered with one path. */
export interface Registration {
  /** Id of the account. */
  readonly account: string;
  /** Secrets of the webhooks; a delivery must contain one of them. */
  readonly secrets: readonly string[];
  readonly format: DeliveryFormat;
  /** Licenses that the webhooks belong to; absent while none is known. Deliveries of others are refused. */
  readonly licenses?: ReadonlySet<string>;
  /** Kinds of registered events whose deliveries have no secret, see `Delivery.isUnverified`. */
  readonly unverified?: readonly ArrivalKind[];
}

/** Sent as JSON. */
export interface HealthAnswer {
  readonly isHealthy: boolean;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface ReceiverOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Part of the receiver's paths: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly installId: string;
  /** An earlier `path()`, so that registrations survive a restart. A new one is created if absent or malformed. */
  readonly path?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The current public host names without port; local names are always allowed. Called for each request. */
  readonly allowedHosts: () => readonly string[];
  /** Called for each delivery, because secrets change. `undefined` if nothing is registered with the path. */
  readonly registration: (path: string) => Registration | undefined;
  /** Stores an event. The response is 200 once this resolves, and 503 if it rejects, so that LiveChat retries. */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  /** Address on which it listens; loopback where absent. */
  readonly host?: string;
  /** Answers `GET /healthz`; without it the path does not exist. The answer contains no secret. */
  readonly health?: () => HealthAnswer;
  /** Called where a delivery to a valid path was refused for its size. */
  readonly onTooLarge: () => void;
  /** Called for a probe, see `probeBody`. Returns whether the nonce is a known one, each valid once. */
  readonly onProbe: (nonce: string) => boolean;
}

export interface Receiver {
  readonly port: number;
  /** The path for new registrations: `/lc/INSTALLID/RANDOM`. A secret, never logged. */
  path(): string;
  /** Creates a new path. Earlier ones stay valid until `retire`, so that registrations can overlap. */
  rotate(): string;
  /** Responds to this path with 404 from now on. The current `path()` cannot be retired. */
  retire(path: string): void;
  /** Rejects new requests, waits at most 2 s for pending ones, and closes all connections. */
  dispose(): Promise<void>;
}

/** Limits of the receiver's resources. Times in milliseconds, sizes in bytes. */
export interface ReceiverLimits {
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  /** From the first byte of a request, or from the start of a connection that sends none. */
  readonly headersTimeoutMs: number;
  /** For a complete request. */
  readonly requestTimeoutMs: number;
  /** Interval at which the two timeouts are checked. */
  readonly timeoutCheckIntervalMs: number;
  readonly maxConnections: number;
  /** Of `maxConnections`, kept for requests to a valid path. */
  readonly reservedConnections: number;
  /** Read and discarded after the rejection of a request to a valid path, so that the client receives the response. */
  readonly maxDiscardBytes: number;
  /** As `maxDiscardBytes`, for other paths. */
  readonly maxUnprovenDiscardBytes: number;
  /** How long a rejected connection without a valid path may send. */
  readonly unprovenLingerMs: number;
}

/** LiveChat waits about 10 s for a response, see `docs/livechat-api.md#webhook-retries`. */
export const defaultLimits: ReceiverLimits = {
  // The body of a ticket may be a whole e-mail, and that of a chat its conversation.
  maxBodyBytes: 4 * 1024 * 1024,
  maxHeaderBytes: 8 * 1024,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  timeoutCheckIntervalMs: 1_000,
  maxConnections: 64,
  reservedConnections: 8,
  maxDiscardBytes: 8 * 1024 * 1024,
  maxUnprovenDiscardBytes: 64 * 1024,
  unprovenLingerMs: 1_000,
};

/** Why the receiver cannot listen. `message` is for the log. */
export class ReceiverError extends Error {
  override readonly name = 'ReceiverError';

  /** @param port the requested port; 0 for any free port */
  constructor(
    readonly code: ReceiverErrorCode,
    readonly port: number,
    message: string,
  ) {
    super(message);
  }
}
