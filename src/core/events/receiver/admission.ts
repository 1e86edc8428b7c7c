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
  const { headers, method } = request;
  const { host } = headers;
  // A name that leads here and is not ours: a page that rebinds its own name to this machine.
  if (host === undefined || hostsIn(request.rawHeaders) > 1 || !isAllowed(host, hosts)) return 404;
  // A browser on this machine. No header ever tells it that it may read the answer.
  if ('origin' in headers || 'sec-fetch-site' in headers) return 403;
  if (method !== 'POST') return 405;
  // Without decompression there is no bomb.
  if ('content-encoding' in headers) return 415;
  // A page can send other types to any address without being asked.
  const type = headers['content-type'];
  if (type !== 'application/json' && !/^application\/json\s*(;|$)/i.test(type ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > bodyBytes ? 413 : undefined;
}

/** Of several, Node shows the first alone. @param raw names and values by turns */
function hostsIn(raw: readonly string[]): number {
  let found = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') found += 1;
  }
  return found;
}

function isAllowed(host: string, hosts: readonly string[]): boolean {
  if (localNames.includes(host)) return true;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return localNames.includes(name) || hosts.some((allowed) => allowed.toLowerCase() === name);
}
