import { fail } from '../domain/failure';
import { JsonShortener } from './jsonShortener';

/** Which responses of more than 10 MB are read: an item as a whole, or a list of at most so many items, shortened. */
export type LargeBody = 'item' | { readonly items: number };

export interface BodyText {
  readonly text: string;
  /** Later elements of arrays may be missing in the items of the list. */
  readonly isShortened: boolean;
}

const megabyte = 1024 * 1024;
/** For all other responses, and for a list after it was shortened. */
const maxBytes = 10 * megabyte;
const maxItemBytes = 64 * megabyte;
/** A list is read to its end, of which `maxBytes` are kept. */
const maxListBytes = 256 * megabyte;
/** Shared by the items of a list; leaves room for their other fields. */
const maxListValueBytes = 6 * megabyte;

/**
 * Reads the body of a response. No more than the allowed size is kept in memory.
 * @throws FailureError `server`/`too-large`; the stream's error if the body breaks off
 */
export async function readBody(
  body: AsyncIterable<string | Uint8Array>,
  status: number,
  large: LargeBody | undefined,
): Promise<BodyText> {
  const isList = typeof large === 'object';
  const limit = large === 'item' ? maxItemBytes : maxBytes;
  let chunks: Uint8Array[] = [];
  let shortener: JsonShortener | undefined;
  let read = 0;
  let size = 0;
  for await (const part of body) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    read += chunk.length;
    const kept = shortener?.write(chunk) ?? chunk;
    chunks.push(kept);
    size += kept.length;
    if (size > limit && isList && !shortener) {
      const shortened = (shortener = new JsonShortener(maxListValueBytes / large.items));
      chunks = chunks.map((one) => shortened.write(one));
      size = chunks.reduce((sum, { length }) => sum + length, 0);
    }
    if (size > limit || read > maxListBytes) {
      return fail({ code: 'server', problem: 'too-large', status, reasons: [] });
    }
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), isShortened: shortener !== undefined };
}
