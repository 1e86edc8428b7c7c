import { sleep } from '../base/async';
import { mkdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import type { Clock } from '../base/clock';
import { withDeadline } from './openTunnel';
import type { ProgramHost } from './program/guardedProgram';
import { knownFault, openProgram, programAvailable, type KnownFault } from './program/openProgram';
import { tunnelErrorOf, TunnelError, type OpenOptions, type Tunnel, type TunnelProvider } from './tunnel';

/** Per attempt, so that two attempts and their clean-up fit into 30 s. */
const attemptMs = 11_500;
const readyEveryMs = 300;
const name = String.raw`[a-z0-9-]+\.trycloudflare\.com`;
/** The first https link of the output is a page of terms, so only the line in the box counts. */
const boxed = new RegExp(String.raw`\|\s+(https://${name})\s+\|`);
const metrics = /Starting metrics server on (127\.0\.0\.1:\d+)\/metrics/;
/** Output that means outgoing UDP is blocked; HTTP/2 over TCP may still work. */
const quicBlocked = /\bquic\b|no recent network activity/i;

const faults: readonly KnownFault[] = [
  {
    pattern: /429 Too Many Requests|error code: 1015/,
    code: 'quota',
    message: 'Cloudflare gives out no more quick tunnels for now.',
    retryable: false,
  },
  {
    pattern: /error code: 1101|failed to request quick Tunnel.*\b5\d\d\b|failed to unmarshal quick Tunnel/i,
    code: 'failed',
    message: "Cloudflare's service for quick tunnels fails.",
    retryable: true,
  },
  {
    pattern:
      /no such host|network is unreachable|no route to host|connection refused|i\/o timeout|context deadline/i,
    code: 'offline',
    message: 'Cloudflare cannot be reached.',
    retryable: true,
  },
  {
    pattern:
      /no more connections active|failed to dial|no recent network activity|Unable to reach the origin/i,
    code: 'offline',
    message: "The connection to Cloudflare's edge (port 7844) was lost or is blocked.",
    retryable: true,
  },
];

/** Cloudflare quick tunnels through the installed `cloudflared`: no account, a new host name at each start. */
export function cloudflaredProvider(host: ProgramHost): TunnelProvider {
  return {
    id: 'cloudflared',
    anonymousService: true,
    operator: 'Cloudflare',
    available: () => programAvailable(host, 'cloudflared'),
    open: async (port, options) => {
      try {
        return await attempt(host, port, options, []);
      } catch (error) {
        const fault = tunnelErrorOf(error);
        if (!fault || options.signal.aborted || !worthHttp2(fault)) throw error;
        options.log('cloudflared: trying again over HTTP/2.');
        return attempt(host, port, options, ['--protocol', 'http2']);
      }
    },
  };
}

function worthHttp2({ code, detail = '' }: TunnelError): boolean {
  return code === 'timeout' || (code === 'offline' && quicBlocked.test(detail));
}

async function attempt(
  host: ProgramHost,
  port: number,
  options: OpenOptions,
  more: readonly string[],
): Promise<Tunnel> {
  const config = await emptyConfig(host);
  const local = ['--metrics', '127.0.0.1:0', '--url', `http://127.0.0.1:${port}`];
  const args = ['tunnel', '--no-autoupdate', '--config', config, ...more, ...local];
  return withDeadline(host.clock, options.signal, attemptMs, (signal) =>
    openProgram(
      host,
      {
        command: 'cloudflared',
        args,
        addressIn: addressReader(host.clock),
        faultOf: (end, output) => knownFault('cloudflared', faults, end, output),
      },
      options,
      signal,
    ),
  );
}

/** Quick tunnels do not work if the user has a `config.yaml`. */
async function emptyConfig({ storageFolder }: ProgramHost): Promise<string> {
  await mkdir(storageFolder, { recursive: true, mode: 0o700 });
  const file = path.join(storageFolder, 'cloudflared-empty.yml');
  await writeFile(file, '');
  return file;
}

/** The host name is printed before the tunnel is connected, so poll the metrics server until it is. */
function addressReader(
  clock: Clock,
): (line: string, signal: AbortSignal) => string | Promise<string> | undefined {
  let printed: string | undefined;
  let asked = false;
  return (line, signal) => {
    const address = boxed.exec(line)?.[1];
    if (address !== undefined) {
      if (asked) return address;
      printed = address;
    }
    const server = metrics.exec(line)?.[1];
    if (server === undefined || asked) return undefined;
    asked = true;
    return pollMetrics(clock, server, printed, signal);
  };
}

async function pollMetrics(
  clock: Clock,
  server: string,
  printed: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  while ((await httpGet(`http://${server}/ready`, signal)).status !== 200) {
    await sleep(clock, readyEveryMs, signal);
    signal.throwIfAborted();
  }
  const { status, body } = await httpGet(`http://${server}/quicktunnel`, signal);
  const hostname = status === 200 ? hostnameIn(body) : undefined;
  const address = hostname === undefined ? printed : `https://${hostname}`;
  if (address === undefined) throw new TunnelError('failed', 'cloudflared named no public address.', true);
  return address;
}

function hostnameIn(body: string): string | undefined {
  return new RegExp(`"hostname"\\s*:\\s*"(${name})"`).exec(body)?.[1];
}

/** GETs a URL of a loopback server. Resolves to status 0 if it does not respond yet. */
function httpGet(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const none = (): void => {
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ status: 0, body: '' });
    };
    const question = get(url, { signal, timeout: 2000, agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (body = (body + part).slice(0, 10_000)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.on('error', none);
    });
    question.on('error', none);
    question.on('timeout', () => question.destroy());
  });
}
