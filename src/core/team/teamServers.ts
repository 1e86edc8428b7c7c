import { asRecord } from '../base/json';

/** How a member or a receiver signs in to NATS. */
export type TeamCredentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  /** The text of a `.creds` file: a JWT and an NKEY seed. */
  | { readonly kind: 'creds'; readonly creds: string };

/** A NATS server that may be used, as an address of the setting `livechat.team.servers`. */
export interface TeamServer {
  readonly address: string;
  /** How it is reached: NATS' own protocol with or without TLS, or a websocket. */
  readonly by: 'tls' | 'plain' | 'websocket';
}

const schemes: Readonly<Record<string, TeamServer['by']>> = {
  'tls:': 'tls',
  'nats:': 'plain',
  'wss:': 'websocket',
  'ws:': 'websocket',
};
const unencrypted: ReadonlySet<string> = new Set(['nats:', 'ws:']);
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * @param address `tls://` or `wss://` and a host; `nats://` and `ws://` on loopback alone. Without user, password or query:
 *   the credentials are secret, and addresses are not.
 * @returns `undefined` where it may not be used
 */
export function parseTeamServer(address: string): TeamServer | undefined {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  const by = url && schemes[url.protocol];
  if (!url || !by || url.hostname === '') return undefined;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  if (unencrypted.has(url.protocol) && !loopback.test(url.hostname)) return undefined;
  const path = url.pathname === '/' ? '' : url.pathname;
  if (path !== '' && by !== 'websocket') return undefined;
  return { address: `${url.protocol}//${url.host}${path}`, by };
}

/**
 * @param value `{ user, password }`, `{ token }` or `{ creds }`, as in `livechat.team.join` and the receiver's variable
 * @returns `undefined` where it is malformed or has further keys
 */
export function decodeCredentials(value: unknown): TeamCredentials | undefined {
  const given = asRecord(value);
  const { user, password, token, creds } = given;
  const keys = Object.keys(given).sort().join();
  if (keys === 'password,user' && isText(user) && isText(password))
    return { kind: 'password', user, password };
  if (keys === 'token' && isText(token)) return { kind: 'token', token };
  if (keys === 'creds' && isText(creds) && creds.includes('BEGIN NATS USER JWT'))
    return { kind: 'creds', creds };
  return undefined;
}

/** What of the credentials is secret: a user's name is not. */
export function secretsIn(credentials: TeamCredentials): readonly string[] {
  switch (credentials.kind) {
    case 'password':
      return [credentials.password];
    case 'token':
      return [credentials.token];
    case 'creds':
      return [credentials.creds];
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
