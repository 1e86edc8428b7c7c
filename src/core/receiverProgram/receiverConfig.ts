import { asRecord, parseJson } from '../base/json';
import { accountId, accountKinds, type Credential } from '../domain/account';
import { arrivalKinds, type ArrivalKind } from '../domain/arrival';
import { isLoopback, publicAddress } from '../tunnel/tunnel';
import { parseTeamKey, type TeamKey } from '../team/teamKey';
import {
  decodeCredentials,
  parseTeamServer,
  type TeamCredentials,
  type TeamServer,
} from '../team/teamServers';

/** Tunnel programs and services that need no editor. */
export const receiverTunnels = ['cloudflared', 'ssh', 'ngrok', 'localtunnel'] as const;
export type ReceiverTunnel = (typeof receiverTunnels)[number];

export interface ReceiverConfig {
  readonly credential: Credential;
  readonly events: readonly ArrivalKind[];
  readonly listen: { readonly host: string; readonly port: number };
  /** `server`: address of the localtunnel server; empty for other tunnels. */
  readonly reachedBy:
    { readonly publicUrl: string } | { readonly tunnel: ReceiverTunnel; readonly server: string };
  readonly servers: readonly TeamServer[];
  readonly credentials: TeamCredentials;
  readonly teamKey: TeamKey;
  readonly stream: string;
  readonly dataDir: string;
  readonly apiUrl: string;
  readonly helpdeskUrl: string;
  readonly accountsUrl: string;
}

/** The configuration, or every problem of it as a sentence for the administrator. Sentences contain no secrets. */
export type ConfigResult = { readonly config: ReceiverConfig } | { readonly problems: readonly string[] };

const keys = {
  required: ['account', 'listen', 'servers', 'credentialsEnv', 'teamKeyEnv', 'stream', 'dataDir'],
  optional: ['events', 'publicUrl', 'tunnel', 'tunnelServer', 'apiUrl', 'helpdeskUrl', 'accountsUrl'],
} as const;
const defaultUrls = {
  apiUrl: 'https://api.livechatinc.com',
  helpdeskUrl: 'https://api.helpdesk.com/v1',
  accountsUrl: 'https://accounts.livechat.com/v2',
} as const;

type Env = Readonly<Record<string, string | undefined>>;

/** @param value the parsed JSON of the file @param env the environment, which has the secrets */
export function readReceiverConfig(value: unknown, env: Env): ConfigResult {
  const problems: string[] = [];
  const file = asRecord(value);
  if (file !== value) return { problems: ['The file must contain a JSON object.'] };
  checkKeys('', file, keys, problems);
  const read = new FieldReader(problems, env);
  const config = {
    credential: read.credential(file.account),
    events: read.events(file.events),
    listen: read.listen(file.listen),
    reachedBy: read.reachedBy(file),
    servers: read.servers(file.servers),
    credentials: read.credentials(file.credentialsEnv),
    teamKey: read.teamKey(file.teamKeyEnv),
    stream: read.stream(file.stream),
    dataDir: read.text('dataDir', file.dataDir),
    apiUrl: read.url('apiUrl', file.apiUrl),
    helpdeskUrl: read.url('helpdeskUrl', file.helpdeskUrl),
    accountsUrl: read.url('accountsUrl', file.accountsUrl),
  };
  return problems.length > 0 ? { problems: [...new Set(problems)] } : { config: config as ReceiverConfig };
}

function checkKeys(
  of: string,
  given: Readonly<Record<string, unknown>>,
  known: { readonly required: readonly string[]; readonly optional: readonly string[] },
  problems: string[],
): void {
  for (const key of known.required) if (given[key] === undefined) problems.push(`"${of}${key}" is missing.`);
  for (const key of Object.keys(given)) {
    if (!known.required.includes(key) && !known.optional.includes(key)) {
      problems.push(`"${of}${key}" is not a known key.`);
    }
  }
}

/** Reads one field each. A field that is missing is reported by `checkKeys`. */
class FieldReader {
  constructor(
    private readonly problems: string[],
    private readonly env: Env,
  ) {}

  credential(value: unknown): Credential | undefined {
    if (value === undefined) return undefined;
    const given = asRecord(value);
    checkKeys(
      'account.',
      given,
      { required: ['kind', 'name', 'secretEnv'], optional: ['clientId'] },
      this.problems,
    );
    const kind = accountKinds.find((one) => one === given.kind);
    if (given.kind !== undefined && !kind) this.refuse('account.kind', 'must be "classic" or "platform"');
    const name = this.text('account.name', given.name);
    const clientId = this.text('account.clientId', given.clientId);
    const secret = this.variable('account.secretEnv', given.secretEnv);
    if (kind === 'platform' && clientId === undefined) {
      this.refuse('account.clientId', 'is missing: webhooks of a platform account belong to an application');
    }
    if (kind === 'classic' && clientId !== undefined) {
      this.refuse('account.clientId', 'is only for platform accounts');
    }
    if (!kind || name === undefined || secret === undefined) return undefined;
    const account = { id: accountId(kind, name), kind, name, ...(clientId !== undefined && { clientId }) };
    return { account, secret };
  }

  events(value: unknown): readonly ArrivalKind[] | undefined {
    if (value === undefined) return arrivalKinds;
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const known = arrivalKinds.filter((kind) => list.includes(kind));
    if (list.length > 0 && list.every((one) => known.some((kind) => kind === one))) return known;
    this.refuse('events', `must be a list of ${arrivalKinds.map((kind) => `"${kind}"`).join(', ')}`);
    return undefined;
  }

  listen(value: unknown): ReceiverConfig['listen'] | undefined {
    if (value === undefined) return undefined;
    const { host, port } = asRecord(value);
    checkKeys('listen.', asRecord(value), { required: ['host', 'port'], optional: [] }, this.problems);
    const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535;
    if (port !== undefined && !isPort) this.refuse('listen.port', 'must be a port number from 0 to 65535');
    const address = this.text('listen.host', host);
    return isPort && address !== undefined ? { host: address, port } : undefined;
  }

  reachedBy({
    publicUrl,
    tunnel,
    tunnelServer,
  }: Readonly<Record<string, unknown>>): ReceiverConfig['reachedBy'] | undefined {
    if ((publicUrl === undefined) === (tunnel === undefined)) {
      this.problems.push('Exactly one of "publicUrl" and "tunnel" is needed.');
      return undefined;
    }
    if (tunnelServer !== undefined && tunnel !== 'localtunnel') {
      this.refuse('tunnelServer', 'is only for the tunnel "localtunnel"');
    }
    if (tunnel !== undefined) {
      const known = receiverTunnels.find((one) => one === tunnel);
      if (known === 'localtunnel') {
        if (tunnelServer === undefined) this.refuse('tunnelServer', 'is missing: localtunnel has no server');
        const server = this.address('tunnelServer', tunnelServer);
        return server === undefined ? undefined : { tunnel: known, server };
      }
      if (known) return { tunnel: known, server: '' };
      this.refuse('tunnel', `must be one of ${receiverTunnels.map((one) => `"${one}"`).join(', ')}`);
      return undefined;
    }
    const address = this.address('publicUrl', publicUrl);
    return address === undefined ? undefined : { publicUrl: address };
  }

  servers(value: unknown): readonly TeamServer[] | undefined {
    if (value === undefined) return undefined;
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const servers = list.map((one) => (typeof one === 'string' ? parseTeamServer(one) : undefined));
    const known = servers.filter((one) => one !== undefined);
    if (known.length > 0 && known.length === servers.length) return known;
    this.refuse(
      'servers',
      'must be a list of tls:// or wss:// addresses, nats:// and ws:// on loopback alone',
    );
    return undefined;
  }

  credentials(value: unknown): TeamCredentials | undefined {
    const text = this.variable('credentialsEnv', value);
    if (text === undefined) return undefined;
    const credentials = decodeCredentials(parseJson(text));
    if (credentials) return credentials;
    this.refuse(
      'credentialsEnv',
      'names a variable that is not the JSON {"user","password"}, {"token"} or {"creds"}',
    );
    return undefined;
  }

  teamKey(value: unknown): TeamKey | undefined {
    const text = this.variable('teamKeyEnv', value);
    if (text === undefined) return undefined;
    const key = parseTeamKey(text);
    if (!key) this.refuse('teamKeyEnv', 'names a variable that is not a team key');
    return key;
  }

  stream(value: unknown): string | undefined {
    const text = this.text('stream', value);
    if (text === undefined || /^[\w-]{1,64}$/.test(text)) return text;
    this.refuse('stream', 'may only contain letters, digits, "-" and "_"');
    return undefined;
  }

  private address(key: string, value: unknown): string | undefined {
    const text = this.text(key, value);
    if (text === undefined) return undefined;
    try {
      return publicAddress(text).url;
    } catch {
      this.refuse(key, 'must be an https: address without user, query or fragment');
      return undefined;
    }
  }

  url(key: keyof typeof defaultUrls, value: unknown): string | undefined {
    const text = value === undefined ? defaultUrls[key] : this.text(key, value);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (url && isSafe && url.username === '' && url.password === '') return text.replace(/\/+$/, '');
    this.refuse(key, 'must be an https: address, or http: on loopback');
    return undefined;
  }

  text(key: string, value: unknown): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.refuse(key, 'must be a text');
    return undefined;
  }

  /** The value of the environment variable that a key names. */
  private variable(key: string, value: unknown): string | undefined {
    const name = this.text(key, value);
    if (name === undefined) return undefined;
    const found = this.env[name];
    if (found !== undefined && found.trim() !== '') return found.trim();
    this.refuse(key, `names the environment variable ${name}, which is not set`);
    return undefined;
  }

  private refuse(key: string, why: string): void {
    this.problems.push(`"${key}" ${why}.`);
  }
}
