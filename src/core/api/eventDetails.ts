import { asArray, asCount, asObject, listOf, nonBlankText, text, fieldSchema } from './decode';
import type { SharedFile } from '../domain/sharedFile';

const maxLines = 20;
const maxLength = 2_000;

/**
 * The content of an event of an unknown kind, as one `key: value` line for each text, number and boolean in it.
 * @param skip keys of the event that are shown otherwise, or mean nothing to people
 */
export function describeContent(value: unknown, skip: ReadonlySet<string>): string | undefined {
  const lines: string[] = [];
  const visit = (part: unknown, path: readonly string[]): void => {
    if (lines.length >= maxLines || path.length > 6) return;
    if (Array.isArray(part)) part.forEach((item) => visit(item, path));
    else if (typeof part === 'object' && part !== null) {
      for (const [key, inner] of Object.entries(part)) {
        if (path.length > 0 || !skip.has(key)) visit(inner, [...path, key]);
      }
    } else if (
      part !== '' &&
      (typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean')
    ) {
      lines.push(`${path.join('.')}: ${String(part)}`);
    }
  };
  visit(value, []);
  return lines.length === 0 ? undefined : lines.join('\n').slice(0, maxLength);
}

const lineEnds = /<(?:br|\/(?:p|div|li|tr|h[1-6]|blockquote))\b[^>]*>/gi;
const invisibleElements = /<(style|script|head|title)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi;
const entities: ReadonlyMap<string, string> = new Map([
  ...[['amp', '&'] as const, ['lt', '<'] as const, ['gt', '>'] as const],
  ...[['quot', '"'] as const, ['apos', "'"] as const, ['nbsp', ' '] as const],
]);

/**
 * The text of HTML, with its line breaks. What it returns is text and never parsed as HTML.
 */
function textOfHtml(html: string): string {
  return html
    .replace(invisibleElements, '')
    .replace(/\s+/g, ' ')
    .replace(lineEnds, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
        return entities.get(name?.toLowerCase() ?? '') ?? whole;
      },
    )
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
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

/** For an event of a classic chat without a text: what else it holds. */
export function classicEventText(value: unknown): { readonly text?: string } {
  const described = describeContent(asObject(value), classicEventKeys);
  return described === undefined ? {} : { text: described };
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

export const sharedFiles = listOf(sharedFile);

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
