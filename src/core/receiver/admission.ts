import type { IncomingMessage } from 'node:http';

const localNames: readonly string[] = ['localhost', '127.0.0.1'];

/**
 * The status with which a request for a valid path is turned away before its body is read; `undefined` where it
 * may come in. Section 5 of the tunnel notes says what each is for.
 * @param hosts public host names of now; some tunnels put a local name in their place
 */
export function refusalOf(
  request: IncomingMessage,
  hosts: readonly string[],
  bodyBytes: number,
): number | undefined {
  const { headers, headersDistinct, method } = request;
  const [host, ...more] = headersDistinct.host ?? [];
  // A name that leads here and is not ours: a page that rebinds its own name to this machine.
  if (host === undefined || more.length > 0 || !isAllowed(host, hosts)) return 404;
  // A browser on this machine. No header ever tells it that it may read the answer.
  if ('origin' in headers || 'sec-fetch-site' in headers) return 403;
  if (method !== 'POST') return 405;
  // Without decompression there is no bomb.
  if ('content-encoding' in headers) return 415;
  // A page can send other types to any address without being asked.
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > bodyBytes ? 413 : undefined;
}

function isAllowed(host: string, hosts: readonly string[]): boolean {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return localNames.includes(name) || hosts.some((allowed) => allowed.toLowerCase() === name);
}
