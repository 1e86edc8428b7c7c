import { asArray, asCount, asObject, nonBlankText, text, fieldSchema, type Json } from './decode';
import { parseJson } from '../base/json';
import { withAddresses, type SharedFile } from '../domain/sharedFile';

const maxLines = 20;
const maxLength = 2_000;
const maxDepth = 8;
/** Values that are looked at: what is wide and empty has no lines. */
const maxVisits = 2_000;

/**
 * The content of an event of an unknown kind, as one `key: value` line for each text, number and boolean in it. What is
 * nested too deep, or stands after very many values, is left out.
 * @param skip keys of the event that are shown otherwise, or mean nothing to people
 */
export function describeContent(value: unknown, skip: ReadonlySet<string>): string | undefined {
  const lines: string[] = [];
  let visits = 0;
  const visit = (part: unknown, path: readonly string[], depth: number): void => {
    visits += 1;
    if (Array.isArray(part)) {
      if (depth === maxDepth) return;
      for (const item of part) {
        if (lines.length >= maxLines || visits >= maxVisits) return;
        visit(item, path, depth + 1);
      }
    } else if (typeof part === 'object' && part !== null) {
      if (depth === maxDepth) return;
      for (const [key, inner] of Object.entries(part)) {
        if (lines.length >= maxLines || visits >= maxVisits) return;
        if (path.length > 0 || !skip.has(key)) visit(inner, [...path, key], depth + 1);
      }
    } else if (
      part !== '' &&
      (typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean')
    ) {
      lines.push(`${path.join('.')}: ${String(part)}`);
    }
  };
  visit(value, [], 0);
  return lines.length === 0 ? undefined : lines.join('\n').slice(0, maxLength);
}

const lineEnds: ReadonlySet<string> = new Set([
  ...['br', '/p', '/div', '/li', '/tr', '/blockquote', '/h1', '/h2', '/h3', '/h4', '/h5', '/h6'],
]);
const hiddenElements: ReadonlySet<string> = new Set(['style', 'script', 'head', 'title']);
const entities: ReadonlyMap<string, string> = new Map([
  ...[['amp', '&'] as const, ['lt', '<'] as const, ['gt', '>'] as const],
  ...[['quot', '"'] as const, ['apos', "'"] as const, ['nbsp', ' '] as const],
]);

/** The text of HTML, with its line breaks. What it returns is text and never parsed as HTML. Takes linear time. */
function textOfHtml(html: string): string {
  const parts: string[] = [];
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    const close = open < 0 ? -1 : html.indexOf('>', open);
    if (close < 0) {
      parts.push(withSpaces(html.slice(at)));
      break;
    }
    parts.push(withSpaces(html.slice(at, open)));
    const name = /^\/?[a-z][a-z0-9]*/i.exec(html.slice(open + 1, open + 16))?.[0].toLowerCase() ?? '';
    if (lineEnds.has(name)) parts.push('\n');
    at = close + 1;
    if (html.startsWith('<!--', open)) at = endOf(html, /-->/g, open);
    else if (hiddenElements.has(name)) at = endOf(html, new RegExp(`</${name}[^>]{0,20}>`, 'gi'), at);
  }
  const lines = withCharacters(parts.join('')).split('\n');
  return lines
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function withSpaces(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Where the match ends; the end of the text if there is none. */
function endOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

function withCharacters(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities.get(name.toLowerCase()) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** The text of a HelpDesk message `{ text, richTextHtml }`; that of its HTML if it has no other. */
export function messageText(value: unknown): string | undefined {
  const raw = asObject(value);
  const plain = text.read(raw?.text);
  const html = nonBlankText.read(raw?.richTextHtml);
  if (html === undefined || (plain !== undefined && plain.trim() !== '')) return plain;
  return textOfHtml(html);
}

/** Keys of an event of a classic chat that are shown otherwise, or mean nothing to people. */
const classicEventKeys: ReadonlySet<string> = new Set([
  ...['id', 'type', 'event_type', 'text', 'timestamp', 'date', 'user_type', 'agent_id', 'author_name'],
  ...['files', 'attachments', 'is_private', 'message_json'],
]);

/** The text of a message or event of a classic chat; if it is blank, that of the rich message in `message_json`. */
export function classicText({ text: sent, message_json: json }: Json): string | undefined {
  const said = text.read(sent);
  if (said !== undefined && said.trim() !== '') return said;
  const rich = asObject(typeof json === 'string' ? parseJson(json) : json);
  const { text: shown, images } = decodeRichMessage(rich?.elements);
  return withAddresses(shown, images) || said;
}

/** The text and files of an event of a classic chat. An event that has neither is described by what else it holds. */
export function classicEventContent(value: unknown): {
  readonly text?: string;
  readonly files?: readonly SharedFile[];
} {
  const raw = asObject(value) ?? {};
  const files = filesIn([raw.files, raw.attachments]);
  const said = classicText(raw);
  const shown = said ?? (files.length > 0 ? undefined : describeContent(raw, classicEventKeys));
  return { ...(shown !== undefined && { text: shown }), ...(files.length > 0 && { files }) };
}

/** A sent file or image; `undefined` if it has neither name nor address. */
export const sharedFile = fieldSchema((value): SharedFile | undefined => {
  const raw = asObject(value);
  const name = nonBlankText.read(raw?.name);
  const url = nonBlankText.read(raw?.url);
  if (!raw || (name === undefined && url === undefined)) return undefined;
  const size = asCount(raw.size);
  const type = text.read(raw.content_type ?? raw.contentType);
  return {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(size !== undefined && { size }),
    ...(type !== undefined && { content_type: type }),
  };
});

/** The files in any of the shapes in which they are sent: a file, `{ files }`, or a list of these. */
export function filesIn(value: unknown, depth = 6): readonly SharedFile[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return asArray(value).flatMap((item) => filesIn(item, depth - 1));
  const listed = asObject(value)?.files;
  if (listed !== undefined) return filesIn(listed, depth - 1);
  const file = sharedFile.read(value);
  return file ? [file] : [];
}

export interface RichMessage {
  /** Title, subtitle and buttons of each element. */
  readonly text: string;
  readonly images: readonly SharedFile[];
}

/** The texts and images of a `rich_message`: cards and questions of bots. */
export function decodeRichMessage(elements: unknown): RichMessage {
  const parts = asArray(elements)
    .map(asObject)
    .filter((item) => item !== undefined);
  const textOf = (value: unknown): string[] => {
    const found = nonBlankText.read(value);
    return found === undefined ? [] : [found];
  };
  const cards = parts.map(({ title, subtitle, buttons }) =>
    [
      ...textOf(title),
      ...textOf(subtitle),
      ...asArray(buttons).flatMap((button) => textOf(asObject(button)?.text).map((label) => `- ${label}`)),
    ].join('\n'),
  );
  return {
    text: cards.filter((card) => card !== '').join('\n\n'),
    images: parts.flatMap(({ image }) => sharedFile.read(image) ?? []),
  };
}
