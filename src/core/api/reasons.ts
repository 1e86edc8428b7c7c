import { asRecord, parseJson } from '../base/json';
import { oneLine, plainText } from '../base/plainText';
import { redact } from '../base/redact';

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
