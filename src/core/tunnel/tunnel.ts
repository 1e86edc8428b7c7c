import type { Event } from '../base/event';

export type TunnelErrorCode =
  /** Nobody has agreed yet that this service may carry the events. */
  | 'needs-consent'
  | 'not-installed'
  | 'needs-sign-in'
  | 'refused-by-account'
  | 'quota'
  | 'offline'
  | 'timeout'
  | 'policy'
  | 'failed';

/**
 * Why there is no public address. `message` is for the log; sentences for people are made in the UI from `code`.
 * Only where `retryable` is true may the same attempt be made again without a person.
 */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';

  /** @param detail what the program or service said, already without tokens, paths and queries */
  constructor(
    readonly code: TunnelErrorCode,
    message: string,
    readonly retryable: boolean,
    readonly detail?: string,
  ) {
    super(message);
  }
}

/** What a person must be told while the tunnel is open. */
export type TunnelNote =
  /** The address is plain http on this machine: only a program that runs here reaches it. */
  | 'loopback-http'
  /** Between the tunnel's server and this machine the events travel unencrypted. */
  | 'unencrypted-leg';

export interface Tunnel {
  /** No trailing slash. Always https, but for a tunnel with the note `loopback-http`. */
  readonly publicUrl: string;
  readonly note?: TunnelNote;
  /**
   * At most once, and never after `dispose`; also when the public address changes. Who listens after it happened
   * is called too.
   */
  readonly onDidClose: Event<{ readonly reason: string }>;
  /** Idempotent; resolves within 5 s, whatever the other side does, and never rejects. */
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  /** Whether a person has just asked for this, so that a sign-in may be shown. */
  readonly interactive: boolean;
  log(line: string): void;
}

export interface TunnelProvider {
  readonly id: string;
  /** A third party that knows no account sees the data. */
  readonly anonymousService: boolean;
  /** Who runs the machine in the middle and can read the traffic, for the consent. Empty: nobody but the user. */
  readonly operator: string;
  /** Each request counts against a monthly allowance: probe rarely. */
  readonly metered?: true;
  /** Whether `open` can be tried at all. No prompt, no network. */
  available(): Promise<true | TunnelError>;
  /** Settles within 30 s, by a `TunnelError` where it fails; an abort rejects with the signal's reason. */
  open(port: number, options: OpenOptions): Promise<Tunnel>;
  /** Whether a program on this machine shows the traffic of the tunnel to its other users. Never rejects. */
  isInspected?(port: number): Promise<boolean>;
  /** What an unexpected status of a probe means, where this provider knows. */
  explainProbe?(status: number): TunnelError | undefined;
  /** Removes what stays at the service between openings, where anything does. @throws TunnelError */
  forget?(signal: AbortSignal): Promise<void>;
}

/** The tunnel's error behind whatever was thrown, also across bundles, each with its own copy of the class. */
export function tunnelErrorOf(thrown: unknown): TunnelError | undefined {
  if (thrown instanceof TunnelError) return thrown;
  if (thrown instanceof Error && thrown.name === 'TunnelError' && 'code' in thrown && 'retryable' in thrown) {
    return thrown as TunnelError;
  }
  return undefined;
}

/** Whether a host name, as `URL.hostname` has it, is this machine for certain, without asking a name server. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * A public address as a provider hands it out: https, or http on this machine, without trailing slash. Throws
 * for what cannot be the start of a webhook's address.
 */
export function publicAddress(text: string): { readonly url: string; readonly loopbackHttp: boolean } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw badAddress('is not a web address');
  if (url.username !== '' || url.password !== '') throw badAddress('must hold no user name and no password');
  if (url.search !== '' || url.hash !== '') throw badAddress('must hold no query and no fragment');
  const loopbackHttp = url.protocol === 'http:' && isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !loopbackHttp) throw badAddress('must be https');
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), loopbackHttp };
}

function badAddress(why: string): TunnelError {
  return new TunnelError('policy', `The public address ${why}.`, false);
}
