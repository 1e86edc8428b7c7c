import { isIPv6 } from 'node:net';

/** A part of a text, by its first place and the place after it. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

export interface AddressSpan extends TextSpan {
  readonly kind: 'email' | 'ip';
  /** As it stands there, folded. */
  readonly address: string;
}

const localPart = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
/** In a URL, an address ends where the next part of the URL begins. */
const localPartInUrl = /[\p{L}\p{N}.!$'*+^_`{|}~-]/u;
const domainPart = /[\p{L}\p{N}.-]/u;
/** In characters; what is further away is not looked at. */
const longestUrl = 2_000;
const atSigns = /@|%40/g;
const ipv4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g;
const ipv6 = /(?<![0-9a-z:.])[0-9a-f]*:[0-9a-f:.]*(?:%[0-9a-z]+)?/g;

/**
 * Everything in a text that looks like an e-mail or IP address, in order. Takes time in proportion to the text's length.
 * @param text folded
 */
export function findAddresses(text: string): readonly AddressSpan[] {
  const found = [...(text.includes('@') || text.includes('%40') ? emailsIn(text) : []), ...ipsIn(text)];
  return found.sort((one, other) => one.start - other.start);
}

function emailsIn(text: string): readonly AddressSpan[] {
  const spans: AddressSpan[] = [];
  let last = 0;
  for (const { index, 0: sign } of text.matchAll(atSigns)) {
    const before = text.slice(Math.max(last, index - longestUrl), index);
    const isUrl = sign === '%40' || /:\/\/\S*$/.test(before.slice(before.lastIndexOf('://')));
    const allowed = isUrl ? localPartInUrl : localPart;
    let start = index;
    while (start > last && allowed.test(text.charAt(start - 1))) start -= 1;
    let end = index + sign.length;
    while (end < text.length && domainPart.test(text.charAt(end))) end += 1;
    while (end > index && /[.-]/.test(text.charAt(end - 1))) end -= 1;
    if (start === index || end <= index + sign.length) continue;
    const address = text.slice(start, end).replace('%40', '@');
    spans.push({ kind: 'email', start, end, address });
    last = end;
  }
  return spans;
}

function ipsIn(text: string): readonly AddressSpan[] {
  const spans: AddressSpan[] = [];
  for (const { index, 0: address } of text.matchAll(ipv4)) {
    if (address.split('.').every((part) => Number(part) <= 255))
      spans.push({ kind: 'ip', start: index, end: index + address.length, address });
  }
  if (!text.includes(':')) return spans;
  for (const { index, 0: whole } of text.matchAll(ipv6)) {
    const address = [whole, whole.replace(/[.:]+$/, '')].find(
      (each) => isIPv6(each) && /[0-9a-f]/.test(each),
    );
    if (address !== undefined) spans.push({ kind: 'ip', start: index, end: index + address.length, address });
  }
  // An IPv6 address may end with an IPv4 address.
  return spans.filter(
    (span) => !spans.some((other) => other !== span && other.start <= span.start && other.end >= span.end),
  );
}
