import { asRecord, parseJson } from '../../base/json';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { TunnelError, scrubbed } from '../tunnel';

export interface AssignedTunnel {
  readonly id: string;
  readonly url: string;
  /** Port of the server for the tunnel's connections. */
  readonly port: number;
  /** Maximum number of connections. */
  readonly sockets: number;
}

const maxSockets = 10;
const maxResponseChars = 10_000;

/** The only request of the protocol: `GET /?new` or `GET /name`. */
export async function requestTunnel(
  server: URL,
  name: string | undefined,
  signal: AbortSignal,
): Promise<AssignedTunnel> {
  const { status, body } = await call(new URL(name ?? '?new', server), signal);
  if (status !== 200) {
    const code =
      status === 401 || status === 403 ? 'refused-by-account' : status === 429 ? 'quota' : 'failed';
    const text = `The localtunnel server answered with status ${status}.`;
    throw new TunnelError(code, text, status >= 500, scrubbed(body.slice(0, 500)));
  }
  return decodeResponse(body);
}

function call(url: URL, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const fault = (error: Error): void => {
      const { code = error.message } = error as NodeJS.ErrnoException;
      const offline = new TunnelError(
        'offline',
        'The localtunnel server cannot be reached.',
        true,
        scrubbed(code),
      );
      reject(signal.aborted ? (signal.reason as Error) : offline);
    };
    const get = url.protocol === 'https:' ? getSecure : getPlain;
    get(url, { signal, agent: false, headers: { accept: 'application/json' } }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (body = (body + part).slice(0, maxResponseChars)));
      answer.on('error', fault);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    }).on('error', fault);
  });
}

function decodeResponse(body: string): AssignedTunnel {
  const unusual = new TunnelError(
    'failed',
    'This is not a localtunnel server.',
    false,
    scrubbed(body.slice(0, 500)),
  );
  const { id, url, port, max_conn_count: most } = asRecord(parseJson(body));
  if (typeof id !== 'string' || typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url))
    throw unusual;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) throw unusual;
  const sockets = typeof most === 'number' && most >= 1 ? Math.min(Math.floor(most), maxSockets) : 1;
  return { id, url, port, sockets };
}
