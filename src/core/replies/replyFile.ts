import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { errorMessage } from '../base/log';
import { maxMessageBytes } from '../domain/liveChat';
import { isReplyVariable, replyVariables, type ReplyTarget, variablesIn } from './replyVariables';

/** A canned reply: a Markdown file with a front matter in YAML. */
export interface CannedReply {
  /** The front matter's, or the name of the file. */
  readonly title: string;
  /** Language tags such as `pt-BR`; empty for every language. */
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  /** What is inserted, with its variables. */
  readonly text: string;
}

/** What is wrong in a file, at offsets in UTF-16 code units. */
export type ReplyProblem = { readonly start: number; readonly end: number } & (
  | { readonly code: 'yaml'; readonly reason: string }
  | { readonly code: 'unclosed' }
  | { readonly code: 'long-front-matter' }
  | { readonly code: 'unknown-key'; readonly key: string }
  | { readonly code: 'wrong-value'; readonly key: ReplyKey }
  | { readonly code: 'empty' }
  | { readonly code: 'unknown-variable'; readonly name: string }
  | { readonly code: 'no-common-target'; readonly name: string }
  | { readonly code: 'too-long'; readonly bytes: number; readonly limit: number }
);

export interface ReplyFile {
  readonly reply: CannedReply;
  readonly problems: readonly ReplyProblem[];
  /** Where the text begins in the file. */
  readonly textStart: number;
}

/** Keys of the front matter. */
export const replyKeys = ['title', 'languages', 'tags'] as const;
export type ReplyKey = (typeof replyKeys)[number];

/** In UTF-16 code units; a longer front matter is not parsed. */
const longestFrontMatter = 16_384;

/**
 * Reads a canned reply. Never throws: what cannot be read is a problem, and the rest is used.
 * @param name the file's name without its extension
 */
export function readReply(content: string, name: string): ReplyFile {
  const problems: ReplyProblem[] = [];
  const front = frontMatterOf(content);
  const known = front.yaml === undefined ? {} : readFrontMatter(front.yaml, front.start, problems);
  if (front.isUnclosed) problems.push({ code: 'unclosed', start: 0, end: 3 });
  const raw = content.slice(front.textStart);
  const text = raw.replace(/\r\n?/g, '\n').trim();
  const leading = raw.length - raw.trimStart().length;
  const textStart = front.textStart + leading;
  problems.push(...problemsOfText(content, textStart, text));
  return {
    reply: {
      title: known.title ?? name,
      languages: known.languages ?? [],
      tags: known.tags ?? [],
      text,
    },
    problems,
    textStart,
  };
}

interface FrontMatter {
  readonly yaml?: string;
  readonly start: number;
  readonly textStart: number;
  readonly isUnclosed?: boolean;
}

function frontMatterOf(content: string): FrontMatter {
  const opening = /^\ufeff?---[ \t]*\r?\n/.exec(content);
  if (!opening) return { start: 0, textStart: content.startsWith('\ufeff') ? 1 : 0 };
  const start = opening[0].length;
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(content.slice(start));
  if (!closing) return { start, textStart: start, isUnclosed: true };
  return {
    yaml: content.slice(start, start + closing.index),
    start,
    textStart: start + closing.index + closing[0].length,
  };
}

type Known = { -readonly [Key in keyof Omit<CannedReply, 'text'>]?: CannedReply[Key] };

function readFrontMatter(yaml: string, start: number, problems: ReplyProblem[]): Known {
  if (yaml.length > longestFrontMatter) {
    problems.push({ code: 'long-front-matter', start, end: start + yaml.length });
    return {};
  }
  // Without a schema that converts, a title such as `on` or `2024-01-01` stays the text that was written.
  const document = parseDocument(yaml, { schema: 'failsafe', prettyErrors: false, version: '1.2' });
  for (const error of document.errors)
    problems.push({ code: 'yaml', reason: errorMessage(error), ...markOf(error.pos, start) });
  const { contents } = document;
  const known: Known = {};
  if (!isMap(contents)) {
    // Only a comment, or nothing.
    if (contents !== null && document.errors.length === 0 && yaml.trim() !== '')
      problems.push({ code: 'wrong-value', key: 'title', start, end: start + yaml.length });
    return known;
  }
  for (const { key, value } of contents.items) {
    if (!isScalar(key)) continue;
    const [from, to] = key.range;
    const mark = markOf([from, to], start);
    const name = String(key.value);
    const replyKey = replyKeys.find((each) => each === name);
    if (replyKey === undefined) {
      problems.push({ code: 'unknown-key', key: name, ...mark });
      continue;
    }
    const texts = textsOf(value);
    if (texts === undefined || (replyKey === 'title' && (texts.length !== 1 || isSeq(value)))) {
      problems.push({ code: 'wrong-value', key: replyKey, ...mark });
      continue;
    }
    if (replyKey !== 'title') known[replyKey] = texts;
    else if (texts[0] !== undefined && texts[0] !== '') known.title = texts[0];
  }
  return known;
}

/** At least one character: an editor marks nothing in an empty range, such as that of an empty key. */
function markOf([from, to]: readonly [number, number], offset: number): { start: number; end: number } {
  return { start: offset + from, end: offset + Math.max(to, from + 1) };
}

/** One text, or a list of texts; nothing else. */
function textsOf(value: unknown): string[] | undefined {
  if (isScalar(value)) return typeof value.value === 'string' ? [value.value.trim()] : undefined;
  if (!isSeq(value)) return undefined;
  const texts = value.items.map((item) =>
    isScalar(item) && typeof item.value === 'string' ? item.value.trim() : undefined,
  );
  return texts.every((each) => each !== undefined) ? texts.filter((each) => each !== '') : undefined;
}

function problemsOfText(content: string, start: number, text: string): ReplyProblem[] {
  const end = start + content.slice(start).trimEnd().length;
  if (text === '') return [{ code: 'empty', start, end: Math.max(end, start + 1) }];
  const problems: ReplyProblem[] = [];
  const bytes = Buffer.byteLength(text);
  if (bytes > maxMessageBytes) problems.push({ code: 'too-long', bytes, limit: maxMessageBytes, start, end });
  let targets: readonly ReplyTarget[] = ['ticket', 'chat'];
  for (const { name, start: from, end: to } of variablesIn(content.slice(start))) {
    const place = { start: start + from, end: start + to };
    if (!isReplyVariable(name)) {
      problems.push({ code: 'unknown-variable', name, ...place });
      continue;
    }
    const here: readonly ReplyTarget[] = replyVariables[name];
    const common = targets.filter((target) => here.includes(target));
    // One of a ticket and one of a chat: no place has both.
    if (common.length === 0) problems.push({ code: 'no-common-target', name, ...place });
    else targets = common;
  }
  return problems;
}

/** A link in Markdown to a file beside this one. Offsets of the target, in UTF-16 code units. */
export interface RelativeLink {
  /** Decoded, without query and fragment. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const link = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"\n]*")?\s*\)/g;

/** Links that are neither addresses nor anchors. */
export function relativeLinks(content: string): RelativeLink[] {
  return Array.from(content.matchAll(link)).flatMap((found) => {
    const [whole, target = ''] = found;
    if (/^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(target)) return [];
    const start = found.index + whole.indexOf(target, 2);
    const [path = ''] = target.split(/[?#]/);
    return path === '' ? [] : [{ path: decoded(path), start, end: start + target.length }];
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A percent sign of its own is part of the name.
    return path;
  }
}
