import http from 'node:http';
import type { Clock } from '../base/clock';
import { asRecord, parseJson } from '../base/json';

/** Where ngrok's agent answers, unless its configuration says otherwise. */
export const inspectorUrl = 'http://127.0.0.1:4040';
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
