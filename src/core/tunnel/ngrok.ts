import http from 'node:http';
import type { Clock } from '../base/clock';
import { asRecord, parseJson } from '../base/json';
import { openWithinMs, withDeadline } from './openTunnel';
import type { ProgramHost } from './program/guardedProgram';
import { knownFault, openProgram, programAvailable, type KnownFault } from './program/openProgram';
import type { TunnelProvider } from './tunnel';

const faults: readonly KnownFault[] = [
  {
    pattern: /ERR_NGROK_(?:4018|105|106|107)\b|authtoken/i,
    code: 'needs-sign-in',
    message: 'ngrok has no valid authtoken.',
    retryable: false,
  },
  {
    pattern: /ERR_NGROK_108\b/,
    code: 'quota',
    message: 'This ngrok account runs as many agents as it may, often one left over from before.',
    retryable: false,
  },
  {
    pattern: /ERR_NGROK_334\b/,
    code: 'failed',
    message: "This account's ngrok address is online already, by an agent elsewhere or left over.",
    retryable: true,
  },
  {
    pattern: /ERR_NGROK_(?:725|727)\b|limit/i,
    code: 'quota',
    message: "This month's allowance of the ngrok account is used up.",
    retryable: false,
  },
  {
    pattern: /ERR_NGROK_\d+/,
    code: 'refused-by-account',
    message: 'ngrok refused the tunnel.',
    retryable: false,
  },
  {
    pattern:
      /failed to (?:dial|connect|fetch)|no such host|network is unreachable|i\/o timeout|tls handshake/i,
    code: 'offline',
    message: 'ngrok cannot be reached.',
    retryable: true,
  },
];

const jsonLog = ['--log', 'stdout', '--log-format', 'json'];

/** The installed `ngrok` with its configured authtoken. */
export function ngrokProvider(host: ProgramHost): TunnelProvider {
  return {
    id: 'ngrok',
    anonymousService: false,
    operator: 'ngrok',
    metered: true,
    available: () => programAvailable(host, 'ngrok'),
    isInspected: (port) => isInspected(port, host.clock),
    open: (port, options) =>
      withDeadline(host.clock, options.signal, openWithinMs, (signal) =>
        openProgram(
          host,
          {
            command: 'ngrok',
            // Otherwise ngrok shows each delivery, with its secrets, to every user of this machine.
            args: ['http', `127.0.0.1:${port}`, '--inspect=false', ...jsonLog],
            addressIn: startedTunnel,
            faultOf: (end, output) => knownFault('ngrok', faults, end, output),
          },
          options,
          signal,
        ),
      ),
  };
}

function startedTunnel(line: string): string | undefined {
  const { msg, url } = asRecord(parseJson(line));
  const isAddress = msg === 'started tunnel' && typeof url === 'string' && url.startsWith('https://');
  return isAddress ? url : undefined;
}

/** Where ngrok's agent answers, unless its configuration says otherwise. */
const inspectorUrl = 'http://127.0.0.1:4040';
const timeoutMs = 1_000;
const maxBytes = 256 * 1024;

/**
 * Whether ngrok's inspector shows the requests of a tunnel to every user of this machine, as it does unless the tunnel
 * has `inspect: false`. Never rejects.
 * @param port that the tunnel leads to
 */
export async function isInspected(port: number, clock: Clock, url = inspectorUrl): Promise<boolean> {
  const body = await read(`${url}/api/tunnels`, clock);
  if (body === undefined) return false;
  const { tunnels } = asRecord(parseJson(body));
  if (!Array.isArray(tunnels)) return true;
  const own = tunnels
    .map((tunnel) => asRecord(asRecord(tunnel).config))
    .filter(({ addr }) => typeof addr === 'string' && addr.endsWith(`:${port}`));
  return own.some(({ inspect }) => inspect !== false);
}

/** The body of the response; `undefined` where nothing answers in time. */
function read(url: string, clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false });
    const settle = (body: string | undefined): void => {
      timer.dispose();
      request.destroy();
      resolve(body);
    };
    const timer = clock.after(timeoutMs, () => settle(undefined));
    request.on('error', () => settle(undefined));
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxBytes) settle(text);
      });
      response.on('end', () => settle(text));
      response.on('error', () => settle(text));
    });
  });
}
