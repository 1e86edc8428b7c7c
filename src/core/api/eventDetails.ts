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

/** A file or image that somebody sent; `undefined` if it has neither name nor address. */
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
