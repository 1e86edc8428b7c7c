import EmailReplyParser from 'email-reply-parser';
import {
  attributions,
  deviceFillers,
  deviceNames,
  forwardedMessage,
  genericDevices,
  type HeaderLabel,
  labelRoles,
  offers,
  originalMessage,
  possessives,
  sentEnds,
  sentStarts,
} from './mailPhrases';

/** Longer lines are taken for text. */
const longestLine = 400;
/** Filled lines of a header block; long lists of recipients continue on further lines. */
const longestBlock = 14;

const dashes = '-—_';

/** A `heading` is any other text between dashes. */
export type Marker = 'original' | 'forwarded' | 'heading' | 'rule';

/** What a line between dashes or hashes announces, or whether it is a rule. */
export function markerOf(line: string): Marker | undefined {
  if (line.length > longestLine) return undefined;
  const trimmed = line.trim();
  const first = trimmed.charAt(0);
  // Help desks: "##- Please type your reply above this line -##"
  if (first === '#') return /^##+ ?- ?\S.*\S ?- ?##+$/.test(trimmed) ? 'original' : undefined;
  const isDashed = dashes.includes(first);
  // Apple Mail has no dashes and a colon instead.
  if (!isDashed)
    return /[:：]$/.test(trimmed) && forwardedMessage.has(phraseOf(trimmed)) ? 'forwarded' : undefined;
  if (isRule(trimmed)) return 'rule';
  if (!/^([-—_])\1.*\1\1$/.test(trimmed)) return undefined;
  const phrase = phraseOf(trimmed);
  if (forwardedMessage.has(phrase)) return 'forwarded';
  // Zoho: "---- On Wed, 24 Feb 2021 14:02:50 +0530 ana@example.com wrote ----"
  const isDashedAttribution = namesTime(phrase) && namesAddress(phrase) && isPattern(phrase);
  return isDashedAttribution || originalMessage.has(phrase) ? 'original' : 'heading';
}

function isRule(trimmed: string): boolean {
  return trimmed.length >= 20 && /^(?:_+|-+|—+)$/.test(trimmed);
}

function phraseOf(trimmed: string): string {
  let [from, to] = [0, trimmed.length];
  while (from < to && ` ${dashes}`.includes(trimmed.charAt(from))) from += 1;
  while (to > from && ` :：${dashes}`.includes(trimmed.charAt(to - 1))) to -= 1;
  return trimmed.slice(from, to).toLowerCase().replaceAll("'", '’').replace(/\s+/g, ' ');
}

/**
 * The end of a complete header block that begins at a line: sender, date and subject, labelled in one language, with an
 * e-mail address, or as Outlook writes it with sender, date, recipient and subject in this order.
 * @returns exclusive, `undefined` if there is none
 */
export function headerBlockEnd(lines: readonly string[], start: number): number | undefined {
  if (!isRole(labelIn(lines[start] ?? '')?.roles, 'from')) return undefined;
  const block = readBlock(lines, start);
  const languages = block.labels[0]?.roles.find(({ role }) => role === 'from')?.languages ?? new Set();
  for (const language of languages) {
    const roles = block.labels.map(({ roles: own }) =>
      own.flatMap((each) => (each.languages.has(language) ? [each.role] : [])),
    );
    const place = (role: string): number => roles.findIndex((own) => own.some((each) => each === role));
    const [date, to, subject] = [place('date'), place('to'), place('subject')];
    if (date < 0 || subject < 0 || roles.some((own) => own.length === 0)) continue;
    if (!namesMoment(block.labels[date]?.value ?? '')) continue;
    const isOutlook = date === 1 && to === 2 && subject > to && namesTime(block.labels[date]?.value ?? '');
    if (block.hasAddress || isOutlook) return block.end;
  }
  return undefined;
}

interface Label {
  readonly roles: readonly HeaderLabel[];
  readonly value: string;
}

interface Block {
  readonly labels: readonly Label[];
  readonly hasAddress: boolean;
  readonly end: number;
}

/** Consecutive labelled lines, each label once, with single blank lines and further recipients between them. */
function readBlock(lines: readonly string[], start: number): Block {
  const labels: Label[] = [];
  const seen = new Set<string>();
  let [at, end, hasAddress] = [start, start, false];
  for (let filled = 0; filled < longestBlock && at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.length > longestLine * 4) break;
    if (line.trim() === '') {
      if (at > end) break;
      continue;
    }
    filled += 1;
    const label = labelIn(line);
    const isContinued = label === undefined && at === end && continues(lines[at - 1] ?? '', line);
    if (!isContinued && (!label || seen.has(label.name))) break;
    if (label) {
      seen.add(label.name);
      labels.push(label);
    }
    hasAddress ||= labels.length <= 3 && namesAddress(line);
    end = at + 1;
  }
  return { labels, hasAddress, end };
}

/** Whether a line holds further recipients, or the address of a sender whose name is on the line above. */
function continues(above: string, line: string): boolean {
  return namesAddress(line) && (/[;,]\s*$/.test(above) || /^\s*<\S+>[;,]?\s*$/.test(line));
}

function labelIn(line: string): (Label & { readonly name: string }) | undefined {
  const head = line.slice(0, 60);
  const colon = /[:：]/.exec(head)?.index ?? -1;
  if (colon < 0) return undefined;
  // Some converters keep the bold of Outlook: "*From:* Ana".
  const name = head.slice(0, colon).replaceAll('*', '').replaceAll("'", '’').trim().toLowerCase();
  const roles = labelRoles.get(name);
  return (
    roles && {
      name,
      roles,
      value: line
        .slice(colon + 1)
        .replace(/^\*/, '')
        .trim(),
    }
  );
}

function isRole(roles: readonly HeaderLabel[] | undefined, role: string): boolean {
  return roles?.some((each) => each.role === role) === true;
}

/**
 * Whether a line introduces a quotation, as mail clients write it; `undefined` if it names neither a moment nor an address
 * and cannot be one.
 * @param isStrict whether it must name both a time and an address, because no prefixes show that a quotation follows
 */
export function isAttribution(line: string, isStrict: boolean): boolean | undefined {
  if (line.length > longestLine) return undefined;
  const trimmed = line.trim();
  const hasMoment = namesMoment(trimmed);
  const hasAddress = namesAddress(trimmed);
  // People rarely put an address in brackets beside a time; clients always do.
  if (isStrict && !(namesTime(trimmed) && /[<(["]\s?[^\s<>()@]+@[^\s<>()@]+[>)\]"]/.test(trimmed)))
    return undefined;
  if (!hasMoment && !hasAddress) return undefined;
  if (labelIn(trimmed)) return false;
  const sentence = trimmed.replace(/\s?[:：]$/, '').replace(/\s+/g, ' ');
  // The library takes longer.
  return isPattern(sentence) || isKnownHeader(trimmed);
}

function isPattern(sentence: string): boolean {
  return attributions.some((pattern) => pattern.test(sentence));
}

/** The library alone takes too much for a quotation, so the caller has checked more than the phrase. */
function isKnownHeader(line: string): boolean {
  return new EmailReplyParser().read(`${line}\n> quoted`).getFragments()[0]?.isQuoted() === true;
}

/** Whether an attribution that is broken over several lines may begin with this one. */
export function startsAttribution(line: string): boolean {
  if (line.length > longestLine) return false;
  const first = /^(?:on|em|no dia|el|le|il|am|op|den|dne|dnia|w dniu|pe|a|\p{L}{2,4}\.?,|\d)[\s.,:/-]/iu;
  return namesAddress(line) || (namesMoment(line) && (first.test(line.trim()) || /^\d{2}/.test(line.trim())));
}

function namesTime(text: string): boolean {
  return /\d{1,2}\s?[:.hH時时]\s?\d{2}/.test(text);
}

function namesMoment(text: string): boolean {
  return namesTime(text) || /(?:^|\D)(?:19|20)\d{2}(?:\D|$)/.test(text);
}

function namesAddress(text: string): boolean {
  return /[\p{L}\d]@[\p{L}\d]/u.test(text);
}

/** Whether a line is nothing but what a phone or an app adds: "Sent from my iPhone", "Get Outlook for iOS <…>". */
export function isDeviceLine(line: string): boolean {
  if (line.length > longestLine) return false;
  const trimmed = line.trim();
  const address = /[[(<]+https?:\/\/[^\s<>()[\]]*[\])>]+\.?$/.exec(trimmed);
  const text = (address ? trimmed.slice(0, address.index) : trimmed).toLowerCase().replaceAll("'", '’');
  const sentence = text.trim().replace(/[.!]$/, '');
  if (sentence.length > 90) return false;
  const sent = [...sentStarts.map((start) => [start, ''] as const), ...sentEnds];
  if (namesBetween(sentence, sent).some(namesDevice)) return true;
  return namesBetween(sentence, offers).some(
    (names) => names.includes('outlook') && (names.includes('ios') || names.includes('android')),
  );
}

function namesDevice(names: readonly string[]): boolean {
  const isPossessed = names.some((name) => possessives.has(name));
  return names.some((name) => deviceNames.has(name) || (isPossessed && genericDevices.has(name)));
}

/** The words between a beginning and an end, for each pair that fits, if all are names of devices and apps. */
function namesBetween(text: string, pairs: readonly (readonly [string, string])[]): string[][] {
  return pairs.flatMap(([start, end]) => {
    if (!text.startsWith(start) || !text.endsWith(end) || text.length <= start.length + end.length) return [];
    const names = text
      .slice(start.length, text.length - end.length)
      .split(/[\s,()[\]*]+/)
      .filter((name) => name !== '');
    const isKnown = (name: string): boolean =>
      [deviceNames, genericDevices, possessives, deviceFillers].some((known) => known.has(name)) ||
      isModel(name);
    return names.every(isKnown) ? [names] : [];
  });
}

/** A model or version: "S23", "15", "a54", "10". */
function isModel(name: string): boolean {
  return /^[a-z]{0,2}\d{1,4}[a-z+]{0,2}$/.test(name);
}
