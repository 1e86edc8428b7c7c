import { hash } from 'node:crypto';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { subjectOf, type Arrival } from '../domain/arrival';
import { journalErrorOf } from './journalError';

/** LiveChat gives up on an event after this (section 3.7 of the API notes). */
const rememberMs = 6 * 3_600_000;
const most = 40_000;
const fileName = 'gone.txt';

/**
 * Which events were kept once and went because the journal was full, so that a late retry of one is still known
 * as a duplicate. Holds digests and no words of a customer, one a line, and is written anew only now and then: under
 * a flood whole files of the journal go many times a minute.
 */
export class GoneKeys {
  private readonly keys = new Map<string, number>();
  /** How many lines stand in the file. */
  private lines = 0;

  constructor(private readonly dir: string) {}

  has(arrival: Arrival): boolean {
    if (this.keys.size === 0) return false;
    return this.keys.has(digestOf(arrival.eventId)) || this.keys.has(digestOf(subjectOf(arrival)));
  }

  /** A file that is missing counts as empty, and a spoiled line as none. */
  async load(now: number): Promise<void> {
    const text = await readFile(path.join(this.dir, fileName), 'utf8').catch(() => '');
    const lines = text.split('\n');
    this.lines = lines.length;
    for (const line of lines) {
      const [, key, at] = /^([\w-]{22}) (\d+)$/.exec(line) ?? [];
      if (key !== undefined) this.keys.set(key, Number(at));
    }
    this.trim(now);
  }

  /**
   * Remembers what is about to go; what was accepted too long ago for a retry is passed over.
   * @throws JournalError where it could only be kept in memory
   */
  async add(
    arrivals: Iterable<{ readonly arrival: Arrival; readonly at: string }>,
    now: number,
  ): Promise<void> {
    const fresh: [string, number][] = [];
    for (const { arrival, at } of arrivals) {
      for (const key of [arrival.eventId, subjectOf(arrival)]) fresh.push([digestOf(key), Date.parse(at)]);
    }
    for (const [key, at] of fresh) this.keys.set(key, at);
    this.trim(now);
    this.lines += fresh.length;
    try {
      if (this.lines > 2 * most) await this.writeAnew();
      // A line that was torn before ends here, and spoils no other.
      else await appendFile(path.join(this.dir, fileName), `\n${textOf(fresh)}`, { mode: 0o600 });
    } catch (thrown) {
      throw journalErrorOf(thrown);
    }
  }

  private async writeAnew(): Promise<void> {
    const target = path.join(this.dir, fileName);
    await writeFile(`${target}.new`, textOf(this.keys), { mode: 0o600 });
    await rename(`${target}.new`, target);
    this.lines = this.keys.size;
  }

  private trim(now: number): void {
    for (const [key, at] of this.keys) {
      // They stand in the order in which they were accepted, but for what a clock that was set back left behind.
      if (at > now - rememberMs && this.keys.size <= most) return;
      this.keys.delete(key);
    }
  }
}

function textOf(pairs: Iterable<readonly [string, number]>): string {
  return [...pairs].map(([key, at]) => `${key} ${at}\n`).join('');
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 22);
}
