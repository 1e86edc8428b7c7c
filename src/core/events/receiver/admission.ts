import type { IncomingMessage } from 'node:http';

const localNames: readonly string[] = ['localhost', '127.0.0.1'];

/**
 * Checks the headers of a request for a valid path.
 * @returns the status of a rejection before the body is read; `undefined` to continue
 * @param hosts current public host names; some tunnels send a local name instead
 */
export function rejectionStatus(
  request: IncomingMessage,
  hosts: readonly string[],
  maxBodyBytes: number,
): number | undefined {
  const { headers, method } = request;
  const { host } = headers;
  // Prevents DNS rebinding: a web page can point its own host name at this machine.
  if (host === undefined || countHostHeaders(request.rawHeaders) > 1 || !isAllowedHost(host, hosts))
    return 404;
  // Rejects browsers on this machine. No CORS header is ever sent.
  if ('origin' in headers || 'sec-fetch-site' in headers) return 403;
  if (method !== 'POST') return 405;
  // Decompression would allow a small request to use much memory.
  if ('content-encoding' in headers) return 415;
  // A web page can send other content types to any server without a preflight request.
  const type = headers['content-type'];
  if (type !== 'application/json' && !/^application\/json\s*(;|$)/i.test(type ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > maxBodyBytes ? 413 : undefined;
}

/** Node's `headers` contain only the first. @param raw names and values in turn */
function countHostHeaders(raw: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

function isAllowedHost(host: string, hosts: readonly string[]): boolean {
  if (localNames.includes(host)) return true;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return localNames.includes(name) || hosts.some((allowed) => allowed.toLowerCase() === name);
}
