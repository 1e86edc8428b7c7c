import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { journalErrorOf } from './journalError';
import { Line, recordIn, type JournalRecord } from './record';

/** The journal's files, named after the first entry that they were made for: sorted by name, oldest first. */
const namePattern = /^\d{12}\.jsonl$/;

export function segmentName(seq: number): string {
  return `${String(seq).padStart(12, '0')}.jsonl`;
}

/** Names of the files, oldest first; none where there is no folder. */
export async function segmentsIn(dir: string): Promise<readonly string[]> {
  try {
    return (await readdir(dir)).filter((name) => namePattern.test(name)).sort();
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw journalErrorOf(thrown);
  }
}

export interface SegmentPart {
  readonly records: readonly { readonly record: JournalRecord; readonly line: Line }[];
  /** Lines that could not be read, such as one that was torn when a process was killed. */
  readonly malformed: number;
  /** Where to go on reading. */
  readonly place: SegmentPlace;
  /** It is another file than the one in which the place was: all of this one was read. */
  readonly isAnother: boolean;
}

/** Behind the last whole line that was read of a file. */
export interface SegmentPlace {
  readonly end: number;
  /** The system's number of the file: one that was deleted comes back under the same name. */
  readonly inode: number;
}

/**
 * The whole lines of a file from a place on, or of all of it.
 * @returns `undefined` where the file has gone
 */
export async function readSegment(
  dir: string,
  name: string,
  place?: SegmentPlace,
): Promise<SegmentPart | undefined> {
  try {
    const handle = await open(path.join(dir, name), 'r');
    try {
      const { size, ino: inode } = await handle.stat();
      const isAnother = place !== undefined && (place.inode !== inode || size < place.end);
      const from = isAnother ? 0 : (place?.end ?? 0);
      const { records, malformed, end } = partOf(await bytesFrom(handle, from, size), from);
      return { records, malformed, place: { end, inode }, isAnother };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw journalErrorOf(thrown);
  }
}

async function bytesFrom(handle: FileHandle, from: number, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, size - from));
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

function partOf(
  bytes: Buffer,
  from: number,
): Pick<SegmentPart, 'records' | 'malformed'> & Pick<SegmentPlace, 'end'> {
  const records: { record: JournalRecord; line: Line }[] = [];
  let malformed = 0;
  let at = 0;
  for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', at)) {
    const line = new Line(bytes, at, end);
    const record = end > at ? recordIn(line.text()) : undefined;
    if (record) records.push({ record, line });
    else if (end > at) malformed += 1;
    at = end + 1;
  }
  return { records, malformed, end: from + at };
}

export async function makeFolder(dir: string): Promise<void> {
  try {
    // Customers' words: for nobody but the person whose editor it is.
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw journalErrorOf(thrown);
  }
}

export async function removeSegment(dir: string, name: string): Promise<void> {
  await rm(path.join(dir, name), { force: true });
}

export async function sizeOf(dir: string, name: string): Promise<number> {
  return (await stat(path.join(dir, name)).catch(() => undefined))?.size ?? 0;
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
