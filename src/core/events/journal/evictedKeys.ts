import { hash } from 'node:crypto';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { journalErrorOf } from './journalError';
import type { Evicted } from './journalIndex';

/** LiveChat gives up on an event after this (section 3.7 of the API notes). */
const rememberMs = 6 * 3_600_000;
const most = 40_000;
const fileName = 'gone.txt';

interface EvictedKey {
  readonly digest: string;
  /** When it was accepted, in milliseconds. */
  readonly at: number;
}

/**
 * Which events were kept once and went because the journal was full, so that a late retry of one is still known
 * as a duplicate. Holds digests and no words of a customer, one a line, and is written anew only now and then: under
 * a flood whole files of the journal go many times a minute.
 */
export class EvictedKeys {
  /** By the key itself: what went while this process kept the journal. */
  private readonly recent = new Map<string, EvictedKey>();
  /** By the digest of the key, and when it was accepted: what an earlier process left. */
  private readonly earlier = new Map<string, number>();
  /** How many lines stand in the file. */
  private lines = 0;

  constructor(private readonly dir: string) {}

  /** @param keys id of an event, and the keys of those that are the same */
  has(...keys: readonly string[]): boolean {
    if (this.recent.size > 0 && keys.some((key) => this.recent.has(key))) return true;
    return this.earlier.size > 0 && keys.some((key) => this.earlier.has(digestOf(key)));
  }

  /** A file that is missing counts as empty, and a spoiled line as none. */
  async load(now: number): Promise<void> {
    const text = await readFile(path.join(this.dir, fileName), 'utf8').catch(() => '');
    const lines = text.split('\n');
    this.lines = lines.length;
    for (const line of lines) {
      const [, key, at] = /^([\w-]{22}) (\d+)$/.exec(line) ?? [];
      if (key !== undefined) this.earlier.set(key, Number(at));
    }
    this.trim(now);
  }

  /**
   * Remembers what is about to go; what was accepted too long ago for a retry is passed over.
   * @throws JournalError where it could only be kept in memory
   */
  async add(dropped: readonly Evicted[], now: number): Promise<void> {
    const fresh: EvictedKey[] = [];
    for (const { keys, atMs } of dropped) {
      for (const key of keys) {
        const gone = { digest: digestOf(key), at: atMs };
        fresh.push(gone);
        this.recent.set(key, gone);
      }
    }
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
    const all = [...[...this.earlier].map(([digest, at]) => ({ digest, at })), ...this.recent.values()];
    await writeFile(`${target}.new`, textOf(all), { mode: 0o600 });
    await rename(`${target}.new`, target);
    this.lines = all.length;
  }

  /** They stand in the order in which they were accepted, but for what a clock that was set back left behind. */
  private trim(now: number): void {
    const isDue = (at: number): boolean =>
      at <= now - rememberMs || this.earlier.size + this.recent.size > most;
    for (const [digest, at] of this.earlier) {
      if (!isDue(at)) return;
      this.earlier.delete(digest);
    }
    for (const [key, { at }] of this.recent) {
      if (!isDue(at)) return;
      this.recent.delete(key);
    }
  }
}

function textOf(keys: readonly EvictedKey[]): string {
  return keys.map(({ digest, at }) => `${digest} ${at}\n`).join('');
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 22);
}
