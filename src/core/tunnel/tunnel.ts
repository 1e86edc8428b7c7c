import type { Event } from '../base/event';
import { redact } from '../base/redact';

export type TunnelErrorCode =
  /** The user has not agreed to this service yet. */
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
 * Why there is no public address. `message` is for the log; the UI derives its text from `code`. Retry automatically
 * only if `retryable` is true.
 */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';

  /** @param detail output of the program or service, without tokens, paths and queries */
  constructor(
    readonly code: TunnelErrorCode,
    message: string,
    readonly retryable: boolean,
    readonly detail?: string,
  ) {
    super(message);
  }
}

/** A notice to show while the tunnel is open. */
export type TunnelNote =
  /** The address is plain http on loopback: reachable from this machine only. */
  | 'loopback-http'
  /** Traffic between the tunnel's server and this machine is not encrypted. */
  | 'unencrypted-leg';

export interface Tunnel {
  /** No trailing slash. https, except with the note `loopback-http`. */
  readonly publicUrl: string;
  readonly note?: TunnelNote;
  /**
   * Fires at most once, and never after `dispose`; also if the public address changes. Late listeners are called,
   * too.
   */
  readonly onDidClose: Event<{ readonly reason: string }>;
  /** Idempotent. Resolves within 5 s and never rejects. */
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  /** Whether the user triggered this, so that a sign-in may be shown. */
  readonly interactive: boolean;
  log(line: string): void;
}

export interface TunnelProvider {
  readonly id: string;
  /** A third party without an account of the user sees the data. */
  readonly anonymousService: boolean;
  /** Who operates the service and can read the traffic, for the consent. Empty: only the user. */
  readonly operator: string;
  /** Requests count against a monthly quota, so probe rarely. */
  readonly metered?: true;
  /** Whether `open` can be tried. No prompt, no network access. */
  available(): Promise<true | TunnelError>;
  /** Settles within 30 s. Rejects with a `TunnelError`, or with the signal's reason on abort. */
  open(port: number, options: OpenOptions): Promise<Tunnel>;
  /** Whether a program on this machine shows the traffic of the tunnel to its other users. Never rejects. */
  isInspected?(port: number): Promise<boolean>;
  /** Explains an unexpected status of a probe. */
  explainProbe?(status: number): TunnelError | undefined;
  /** Deletes what persists at the service, if anything. @throws TunnelError */
  forget?(signal: AbortSignal): Promise<void>;
}

/** Narrows a thrown value. Checks the shape, because each bundle has its own copy of the class. */
export function tunnelErrorOf(thrown: unknown): TunnelError | undefined {
  if (thrown instanceof TunnelError) return thrown;
  if (thrown instanceof Error && thrown.name === 'TunnelError' && 'code' in thrown && 'retryable' in thrown) {
    return thrown as TunnelError;
  }
  return undefined;
}

/** Whether a host name, as in `URL.hostname`, is certainly loopback. Does no DNS lookup. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Normalizes a public address: https, or http on loopback, without a trailing slash.
 * @throws TunnelError `policy` if it cannot be the base of a webhook's URL
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

const longestDetail = 2000;

/** Tokens of GitHub and ngrok, and JSON web tokens. */
const tokens =
  /\b(?:gh[a-z]_\w{10,}|github_pat_\w{10,}|eyJ[\w-]{5,}\.[\w-]+\.[\w-]*|[A-Za-z0-9]{20,}_[A-Za-z0-9]{20,})/g;
/** Authorization schemes of Dev Tunnels. */
const schemes = /\b(github|tunnel|aad)\s+[\w.~+/=-]{20,}/gi;
const addresses = /\b(https?:\/\/)(?:[^\s/@"'<>]+@)?([^\s/?#"'<>]+)[^\s"'<>|]*/gi;
/** The receiver's secret path outside a URL. */
const secretPath = /\/lc\/[\w%./~-]+/g;

/** Output of a program or service for the log: tokens are redacted, and URLs reduced to their host. */
export function scrubbed(text: string): string {
  const clean = redact(text.replace(addresses, '$1$2'))
    .replace(tokens, '***')
    .replace(schemes, '$1 ***')
    .replace(secretPath, '/lc/***');
  return clean.length <= longestDetail ? clean : `…${clean.slice(-longestDetail)}`;
}
