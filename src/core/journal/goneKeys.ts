import { hash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { subjectOf, type Arrival } from '../domain/arrival';
import { journalErrorOf } from './journalError';

/** LiveChat gives up on an event after this (section 3.7 of the API notes). */
const rememberMs = 6 * 3_600_000;
const most = 40_000;
const fileName = 'gone.json';

/**
 * Which events were kept once and went because the journal was full, so that a late retry of one is still known
 * as a duplicate. Holds digests and no words of a customer.
 */
export class GoneKeys {
  private keys = new Map<string, number>();

  constructor(private readonly dir: string) {}

  has(arrival: Arrival): boolean {
    if (this.keys.size === 0) return false;
    return this.keys.has(digestOf(arrival.eventId)) || this.keys.has(digestOf(subjectOf(arrival)));
  }

  /** A file that is missing or spoiled counts as empty. */
  async load(now: number): Promise<void> {
    const text = await readFile(path.join(this.dir, fileName), 'utf8').catch(() => '[]');
    for (const [key, at] of pairsIn(text)) this.keys.set(key, at);
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
    for (const { arrival, at } of arrivals) {
      for (const key of [arrival.eventId, subjectOf(arrival)]) this.keys.set(digestOf(key), Date.parse(at));
    }
    this.trim(now);
    const target = path.join(this.dir, fileName);
    try {
      await writeFile(`${target}.new`, JSON.stringify([...this.keys]), { mode: 0o600 });
      await rename(`${target}.new`, target);
    } catch (thrown) {
      throw journalErrorOf(thrown);
    }
  }

  private trim(now: number): void {
    for (const [key, at] of this.keys) {
      // They stand in the order in which they were accepted, but for what a clock that was set back left behind.
      if (at > now - rememberMs && this.keys.size <= most) return;
      this.keys.delete(key);
    }
  }
}

function pairsIn(text: string): readonly (readonly [string, number])[] {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value.filter(isPair) : [];
  } catch {
    return [];
  }
}

function isPair(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 22);
}
