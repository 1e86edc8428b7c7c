import { asRecord } from '../base/json';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import fetch, { type Response } from 'node-fetch';
import type { Disposable } from '../base/disposable';
import type { CallRecord } from '../domain/connection';
import { fail, FailureError, type Failure } from '../domain/failure';
import { valueOf, type Answer, type RawAnswer } from './answer';
import { urlOf, type ApiRequest } from './request';
import { retryAfterMs } from './retryAfter';

const largestBody = 10 * 1024 * 1024;
/** Shorter than what servers commonly keep an idle connection for, so that we seldom write into a closed one. */
const idleMs = 4_000;

/** Where calls go, and with what. */
export interface Endpoint {
  /** Address without a slash at its end, without user name and password. */
  readonly base: string;
  /** Sent with every call, the secret's header among them; asked anew for each where it is a function. */
  readonly headers: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** What must not appear in any failure. */
  readonly secrets: readonly string[];
  /** For head and body together. */
  readonly timeoutMs: number;
  readonly onCall: (call: CallRecord) => void;
  /** Called where the server asks to be left alone for a while (429 or 503 with `Retry-After`). */
  readonly onRetryAfter: (ms: number) => void;
  /** What an API says in its body about why; `undefined` leaves it to the status. Asked for every answer but 2xx. */
  readonly explain?: (raw: RawAnswer, secrets: readonly string[]) => FailureError | undefined;
  /** Every answer's headers, by their names in any case. */
  readonly onHeaders?: (header: (name: string) => string | undefined, request: ApiRequest) => void;
}

export type Send = (request: ApiRequest, signal?: AbortSignal) => Promise<Answer>;

/** Connections that stay open between calls, and the one function that uses them. */
export interface Sender extends Disposable {
  /**
   * One HTTP exchange with no retry: request out, whole answer in, JSON parsed.
   * @throws FailureError for whatever goes wrong
   */
  readonly send: Send;
}

export function createSender(endpoint: Endpoint): Sender {
  const plain = new HttpAgent({ keepAlive: true, timeout: idleMs });
  const secure = new HttpsAgent({ keepAlive: true, timeout: idleMs });
  return {
    send: (request, signal) => exchange(request, endpoint, { plain, secure }, signal),
    dispose: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

interface Agents {
  readonly plain: HttpAgent;
  readonly secure: HttpsAgent;
}

async function exchange(
  request: ApiRequest,
  endpoint: Endpoint,
  agents: Agents,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const url = urlOf(endpoint.base, request);
  if (signal?.aborted) return fail({ code: 'cancelled' });
  const stop = new AbortController();
  const cancel = (): void => stop.abort('cancelled');
  const timer = setTimeout(() => stop.abort('timeout'), endpoint.timeoutMs);
  signal?.addEventListener('abort', cancel, { once: true });
  const at = Date.now();
  const started = performance.now();
  let status: number | undefined;
  try {
    const response = await open(url, request, endpoint, agents, stop.signal);
    status = response.status;
    const text = await response.text();
    return read(response, text, request, endpoint);
  } catch (error) {
    if (error instanceof FailureError) throw error;
    if (stop.signal.reason === 'timeout') return fail({ code: 'timeout', afterMs: endpoint.timeoutMs });
    if (stop.signal.reason === 'cancelled') return fail({ code: 'cancelled' });
    throw new FailureError(failureOfExchange(error, status, new URL(url).host));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    const tookMs = performance.now() - started;
    endpoint.onCall({ at, method: request.method, route: request.route, status, tookMs });
  }
}

function open(
  url: string,
  request: ApiRequest,
  { headers }: Endpoint,
  { plain, secure }: Agents,
  signal: AbortSignal,
): Promise<Response> {
  const body = bodyOf(request);
  return fetch(url, {
    method: request.method,
    headers: {
      ...(typeof headers === 'function' ? headers() : headers),
      Accept: 'application/json',
      ...(body && { 'Content-Type': body.type }),
    },
    ...(body && { body: body.text }),
    // A redirect would carry the secret to wherever it points.
    redirect: 'manual',
    size: largestBody,
    signal,
    agent: (parsed) => (parsed.protocol === 'https:' ? secure : plain),
  });
}

function bodyOf({ body, form }: ApiRequest): { readonly type: string; readonly text: string } | undefined {
  if (form) return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
  return body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) };
}

function read(response: Response, text: string, request: ApiRequest, endpoint: Endpoint): Answer {
  const { status, headers } = response;
  const wait = retryAfterMs(headers.get('retry-after'), headers.get('date'));
  if (wait !== undefined && (status === 429 || status === 503)) endpoint.onRetryAfter(wait);
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  endpoint.onHeaders?.(header, request);
  const secrets = [...endpoint.secrets, ...(request.secrets ?? [])];
  const raw = { status, text, ...(wait !== undefined && { retryAfterMs: wait }) };
  const explained = status < 200 || status > 299 ? endpoint.explain?.(raw, secrets) : undefined;
  if (explained) throw explained;
  return { status, value: valueOf(raw, secrets, request.mayBeText), header };
}

/**
 * @param status where the head of the answer had come: what broke then was the body
 * @param error as node-fetch throws it. It is known by `type` and `code`, not by name: bundling shortens names.
 */
function failureOfExchange(error: unknown, status: number | undefined, host: string): Failure {
  const { type, code } = asRecord(error);
  if (status !== undefined) {
    const problem = type === 'max-size' ? 'shape' : 'truncated';
    return { code: 'server', problem, status, reasons: [] };
  }
  return { code: 'network', cause: typeof code === 'string' ? code : 'UNKNOWN', host };
}
