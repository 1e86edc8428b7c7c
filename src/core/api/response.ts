import { parseJson, asRecord } from '../base/json';
import { oneLine, plainText } from '../base/plainText';
import { redact } from '../base/redact';
import { fail, type Failure } from '../domain/failure';

/** The response of a call that succeeded. `value` is parsed JSON that has not been validated. */
export interface ApiResponse {
  readonly status: number;
  /** `undefined` if the body was empty. */
  readonly value: unknown;
  /** A list of more than 10 MB: later elements of arrays may be missing in its items. */
  readonly isShortened?: true;
  /** A response header by its case-insensitive name; `undefined` if it was not sent. */
  header(name: string): string | undefined;
}

/** A complete HTTP response with its body as text. */
export interface RawResponse {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs?: number;
}

/**
 * Parses the JSON body of a response.
 *
 * 405 stays a `server` failure with its status, so that a caller of an undocumented method can distinguish
 * "no such method" from "no such resource". A redirect is a `server` failure too: it is never followed, because the secret
 * would be sent along. A 401 counts as a refused key only if its body is JSON, as the APIs send it.
 * @param secrets texts to redact in reasons
 * @param mayBeText whether a body that is not JSON is accepted as text, as `OK` for a write
 * @throws FailureError for every status but 2xx, and for a body that is not JSON
 */
export function parseBody(raw: RawResponse, secrets: readonly string[], mayBeText = false): unknown {
  if (raw.status < 200 || raw.status > 299) fail(toFailure(raw, secrets));
  if (raw.text.trim() === '') return undefined;
  try {
    return JSON.parse(raw.text) as unknown;
  } catch {
    if (mayBeText && !/^\s*[[{<]/.test(raw.text)) return raw.text.trim();
    const problem = isCutOff(raw.text) ? 'truncated' : 'not-json';
    return fail({ code: 'server', problem, status: raw.status, reasons: [] });
  }
}

function toFailure(raw: RawResponse, secrets: readonly string[]): Failure {
  const { status, retryAfterMs } = raw;
  const reasons = extractReasons(raw.text, secrets);
  switch (status) {
    case 400:
    case 422:
      return isPage(raw.text) ? notFromApi(status) : { code: 'invalid-input', reasons };
    case 401:
      return isJson(raw.text) ? { code: 'unauthorized' } : notFromApi(status);
    case 403:
      return isPage(raw.text) ? notFromApi(status) : { code: 'forbidden', reasons };
    case 404:
      return isPage(raw.text) ? notFromApi(status) : { code: 'not-found' };
    case 409:
      return { code: 'conflict', reasons };
    case 429:
      return { code: 'rate-limited', ...(retryAfterMs !== undefined && { retryAfterMs }) };
    default:
      return isFromProxy(status)
        ? notFromApi(status)
        : { code: 'server', problem: 'status', status, reasons };
  }
}

/** The failure for a response of a proxy or login page between this machine and the API. */
export function notFromApi(status: number): Failure {
  return { code: 'server', problem: 'not-json', status, reasons: [] };
}

/** Redirects, and statuses that only proxies and login pages of networks send (RFC 9110, RFC 6585). */
function isFromProxy(status: number): boolean {
  return (status >= 300 && status <= 399) || status === 407 || status === 511;
}

function isJson(body: string): boolean {
  const value = parseJson(body);
  return typeof value === 'object' && value !== null;
}

function isPage(body: string): boolean {
  return body.trimStart().startsWith('<');
}

/** Whether a text starts as a JSON object or array and ends before its last bracket is closed. */
function isCutOff(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
  }
  return inString || depth > 0;
}

const maxReasons = 5;
const maxLength = 300;

/**
 * Reasons in an error body: `error` (a text, or an object with `message`), else `errors[]`, else `message`. These
 * are the shapes that official clients read (docs/livechat-api.md#rest-v2-errors). A body that is not JSON, such
 * as a proxy's HTML page, has no reasons.
 * @param secrets texts to redact
 * @returns at most 5 single-line texts of at most 300 characters
 */
export function extractReasons(body: string, secrets: readonly string[]): readonly string[] {
  const reasons: string[] = [];
  for (const text of candidateTexts(parseJson(body))) {
    const reason = oneLine(redact(plainText(text), secrets), maxLength);
    if (reason !== '' && !/^<(!doctype|html|\?xml)/i.test(reason)) reasons.push(reason);
    if (reasons.length === maxReasons) break;
  }
  return reasons;
}

function candidateTexts(body: unknown): readonly string[] {
  const { error, errors, message } = asRecord(body);
  for (const candidates of [[error], Array.isArray(errors) ? (errors as unknown[]) : [errors], [message]]) {
    const texts = candidates.flatMap(toTexts);
    if (texts.length > 0) return texts;
  }
  return [];
}

function toTexts(reason: unknown): readonly string[] {
  if (typeof reason === 'string') return [reason];
  if (typeof reason !== 'object' || reason === null || !('message' in reason)) return [];
  return typeof reason.message === 'string' ? [reason.message] : [];
}

/** LiveChat's clock, from the `Date` headers of its responses. */
export class ServerClock {
  private offset: number | undefined;
  private last: { readonly time: number; readonly readAt: number } | undefined;

  /** @param elapsed milliseconds on a clock that cannot be set */
  constructor(private readonly elapsed: () => number = () => performance.now()) {}

  /** See `LiveChatConnection.serverTime`. */
  get now(): number | undefined {
    return this.last && this.last.time + this.elapsed() - this.last.readAt;
  }

  /** How far it is ahead of this machine's: milliseconds, exact to some seconds; `undefined` before the first response. */
  get offsetMs(): number | undefined {
    return this.offset;
  }

  /** For `Endpoint.onHeaders`. */
  readonly readHeaders = (header: (name: string) => string | undefined): void => {
    const time = Date.parse(header('date') ?? '');
    if (Number.isNaN(time)) return;
    this.offset = time - Date.now();
    this.last = { time, readAt: this.elapsed() };
  };
}
