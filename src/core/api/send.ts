import { asRecord } from '../base/json';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import fetch, { File, FormData, type Response } from 'node-fetch';
import type { Disposable } from '../base/disposable';
import type { CallRecord } from '../domain/connection';
import { fail, type Failure, FailureError } from '../domain/failure';
import { readBody, type BodyText } from './readBody';
import { type ApiResponse, parseBody, type RawResponse } from './response';
import { type ApiRequest, buildUrl, isReading } from './request';
import { parseRetryAfter } from './retry';

/** Shorter than the usual keep-alive timeout of servers, so that a closed connection is rarely reused. */
const keepAliveMs = 4_000;

/** Target and options of HTTP calls. */
export interface Endpoint {
  /** Base URL without a trailing slash and without credentials. */
  readonly base: string;
  /** Sent with every call, `Authorization` among them; a function is called for each call. */
  readonly headers: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** Texts to redact in failures. */
  readonly secrets: readonly string[];
  /** For headers and body together. */
  readonly timeoutMs: number;
  readonly onCall: (call: CallRecord) => void;
  /** Called if the server asks for a pause (429 or 503 with `Retry-After`). */
  readonly onRetryAfter: (ms: number) => void;
  /** Maps an error body to a failure; `undefined` leaves it to the status. Called for every response but 2xx. */
  readonly explainError?: (raw: RawResponse, secrets: readonly string[]) => FailureError | undefined;
  /** Called with the headers of every response, by case-insensitive names. */
  readonly onHeaders?: (header: (name: string) => string | undefined, request: ApiRequest) => void;
}

export type Send = (request: ApiRequest, signal?: AbortSignal) => Promise<ApiResponse>;

/** Keep-alive connections and the function that uses them. */
export interface Sender extends Disposable {
  /**
   * One HTTP exchange without retries. Reads the whole response and parses its JSON.
   * @throws FailureError for every error
   */
  readonly send: Send;
}

export function createSender(endpoint: Endpoint): Sender {
  const plain = new HttpAgent({ keepAlive: true, timeout: keepAliveMs });
  const secure = new HttpsAgent({ keepAlive: true, timeout: keepAliveMs });
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
): Promise<ApiResponse> {
  const url = buildUrl(endpoint.base, request);
  if (signal?.aborted) return fail({ code: 'cancelled' });
  const controller = new AbortController();
  const cancel = (): void => controller.abort('cancelled');
  const afterMs = request.timeoutMs ?? endpoint.timeoutMs;
  const timer = setTimeout(() => controller.abort('timeout'), afterMs);
  signal?.addEventListener('abort', cancel, { once: true });
  const at = Date.now();
  const started = performance.now();
  let status: number | undefined;
  try {
    const response = await fetchResponse(url, request, endpoint, agents, controller.signal);
    status = response.status;
    const body = response.body
      ? await readBody(response.body, status, request.large)
      : { text: '', isShortened: false };
    return toResponse(response, body, request, endpoint);
  } catch (error) {
    if (error instanceof FailureError) throw error;
    if (controller.signal.reason === 'timeout') return fail({ code: 'timeout', afterMs });
    if (controller.signal.reason === 'cancelled') return fail({ code: 'cancelled' });
    throw new FailureError(toFailure(error, status, new URL(url).host));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    const tookMs = performance.now() - started;
    endpoint.onCall({ at, method: request.method, route: request.route, status, tookMs });
  }
}

function fetchResponse(
  url: string,
  request: ApiRequest,
  { headers }: Endpoint,
  { plain, secure }: Agents,
  signal: AbortSignal,
): Promise<Response> {
  const body = encodeBody(request);
  return fetch(url, {
    method: request.method,
    headers: {
      ...(typeof headers === 'function' ? headers() : headers),
      Accept: 'application/json',
      ...(body?.type !== undefined && { 'Content-Type': body.type }),
    },
    ...(body && { body: body.content }),
    // A redirect would send the secret to another address.
    redirect: 'manual',
    signal,
    agent: (parsed) => (parsed.protocol === 'https:' ? secure : plain),
  });
}

/** `type` is absent if node-fetch sets it. */
function encodeBody({
  body,
  form,
  file,
}: ApiRequest): { readonly type?: string; readonly content: string | FormData } | undefined {
  if (form) {
    return { type: 'application/x-www-form-urlencoded', content: new URLSearchParams(form).toString() };
  }
  if (file) {
    const content = new FormData();
    content.set(
      'file',
      new File([file.bytes], file.name, file.type === undefined ? {} : { type: file.type }),
    );
    return { content };
  }
  return body === undefined ? undefined : { type: 'application/json', content: JSON.stringify(body) };
}

function toResponse(
  response: Response,
  { text, isShortened }: BodyText,
  request: ApiRequest,
  endpoint: Endpoint,
): ApiResponse {
  const { status, headers } = response;
  const wait = parseRetryAfter(headers.get('retry-after'), headers.get('date'));
  if (wait !== undefined && (status === 429 || status === 503)) endpoint.onRetryAfter(wait);
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  endpoint.onHeaders?.(header, request);
  const secrets = [...endpoint.secrets, ...(request.secrets ?? [])];
  const raw = { status, text, ...(wait !== undefined && { retryAfterMs: wait }) };
  const explained = status < 200 || status > 299 ? endpoint.explainError?.(raw, secrets) : undefined;
  if (explained) throw explained;
  const value = parseBody(raw, secrets, !isReading(request));
  return { status, value, header, ...(isShortened && { isShortened }) };
}

/**
 * @param status set if the headers had arrived: then the body failed
 * @param error as node-fetch throws it. Checked by `code` rather than by name, because bundling shortens names.
 */
function toFailure(error: unknown, status: number | undefined, host: string): Failure {
  const { code } = asRecord(error);
  if (status !== undefined) return { code: 'server', problem: 'truncated', status, reasons: [] };
  return { code: 'network', cause: typeof code === 'string' ? code : 'UNKNOWN', host };
}
