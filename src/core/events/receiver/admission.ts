import type { IncomingMessage } from 'node:http';

const localNames: readonly string[] = ['localhost', '127.0.0.1'];

/**
 * The status that refuses a request for a valid path before its body is read; `undefined` where it is admitted.
 * @param hosts current public host names; some tunnels replace them by a local name
 */
export function refusalOf(
  request: IncomingMessage,
  hosts: readonly string[],
  bodyBytes: number,
): number | undefined {
  const { headers, method } = request;
  const { host } = headers;
  // Another host name: DNS rebinding by a web page.
  if (host === undefined || hostsIn(request.rawHeaders) > 1 || !isAllowed(host, hosts)) return 404;
  // A browser on this machine. It gets no CORS headers, so it cannot read responses.
  if ('origin' in headers || 'sec-fetch-site' in headers) return 403;
  if (method !== 'POST') return 405;
  // No decompression, so no decompression bomb.
  if ('content-encoding' in headers) return 415;
  // Web pages can send other types to any address without a CORS preflight.
  const type = headers['content-type'];
  if (type !== 'application/json' && !/^application\/json\s*(;|$)/i.test(type ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > bodyBytes ? 413 : undefined;
}

/** Number of Host headers; Node gives only the first. @param raw alternating names and values */
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
