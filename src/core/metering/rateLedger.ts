import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Files begin anew after this, so that none grows: no window is longer. */
const fileMs = 120_000;
/** A start that was written later than this after it was decided on could come too close to others. */
const promptMs = 100;
/** What is that much ahead of us was written before this machine was started anew. */
const skewMs = 1_000;
/** Between two tries where others asked in the same moment. */
const againMs = 20;

export interface LedgerOptions {
  /** Folder of all ledgers of this machine. */
  readonly dir: string;
  /** What is counted together: never shown, and only its digest is written. */
  readonly name: string;
  /** Starts in any `windowMs`. */
  readonly most: number;
  readonly windowMs: number;
}

/** Who counts calls together with others. */
export interface SharedCount {
  /**
   * Asks to start a call now.
   * @returns 0 where it may and was counted; else for how many milliseconds asking again is of no use
   */
  ask(): Promise<number>;
}

interface Entry {
  readonly id: string;
  readonly at: number;
}

/** What is known of one file, and how far it was read. */
interface File {
  bytes: number;
  rest: string;
  readonly entries: Map<string, Entry>;
}

/**
 * Counts calls of one connection over all processes of this machine, in files to which lines are only added.
 *
 * A start is written first and looked at afterwards: it stands if fewer than the ceiling stand before it within the
 * window, and is taken back otherwise. Lines that are added have an order that every process sees alike, so nobody
 * leads, nobody holds a lock, and who dies in between leaves at most one start too many for one window.
 */
export class RateLedger implements SharedCount {
  private readonly dir: string;
  private readonly files = new Map<number, File>();
  /** One after the other, also for those that ask in the same moment. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LedgerOptions) {
    const digest = createHash('sha256').update(options.name).digest('base64url').slice(0, 22);
    this.dir = path.join(options.dir, digest);
  }

  /** @throws the system's error where the folder cannot be used; nothing is counted then */
  async ask(): Promise<number> {
    const answer = this.last.then(() => this.askNow());
    this.last = answer.catch(() => undefined);
    return await answer;
  }

  private async askNow(): Promise<number> {
    const { most, windowMs } = this.options;
    const at = now();
    const mine = randomBytes(8).toString('hex');
    await this.add(at, `${at.toFixed(1)} ${mine}`);
    const entries = await this.entriesAround(at);
    const place = entries.findIndex(({ id }) => id === mine);
    const before = entries.slice(0, place).filter((entry) => entry.at > at - windowMs);
    const isPrompt = now() - at < promptMs && fileOf(now()) === fileOf(at);
    if (place >= 0 && isPrompt && before.length < most) return 0;
    await this.add(at, `- ${mine}`);
    if (place < 0 || !isPrompt || before.length < most) return againMs;
    // When there is room again, as far as is known now: others may be waiting for it too.
    const last = before.map((entry) => entry.at).sort((a, b) => a - b)[before.length - most];
    return Math.max(againMs * (0.5 + Math.random()), (last ?? at) + windowMs - now());
  }

  /** The line breaks on both sides keep a line whole next to one that was torn by a full disk. */
  private async add(at: number, line: string): Promise<void> {
    const file = path.join(this.dir, `${fileOf(at)}.log`);
    const handle = await open(file, 'a', 0o600).catch(async (thrown: unknown) => {
      if (!isMissing(thrown)) throw thrown;
      await mkdir(this.dir, { recursive: true });
      return await open(file, 'a', 0o600);
    });
    try {
      const { size } = await handle.stat();
      await handle.writeFile(`\n${line}\n`);
      if (size === 0) await this.tidy(at);
    } finally {
      await handle.close();
    }
  }

  /** Files of which no window needs anything any more, and those of before the machine was started anew. */
  private async tidy(at: number): Promise<void> {
    const needed = fileOf(at);
    for (const name of await readdir(this.dir)) {
      const number = Number.parseInt(name, 10);
      if (Math.abs(number - needed) > 1) await rm(path.join(this.dir, name), { force: true });
    }
  }

  /** Starts that stand, in the order in which they were written. */
  private async entriesAround(at: number): Promise<readonly Entry[]> {
    const latest = fileOf(at);
    const numbers = [latest - 1, latest];
    for (const number of this.files.keys()) if (!numbers.includes(number)) this.files.delete(number);
    for (const number of numbers) await this.readOn(number);
    const all = numbers.flatMap((number) => [...(this.files.get(number)?.entries.values() ?? [])]);
    // What is ahead of us stands in a file that an earlier run of this machine left.
    return all.filter((entry) => entry.at < at + skewMs);
  }

  /** Takes in what was added to a file since it was last looked at. */
  private async readOn(number: number): Promise<void> {
    const known = this.files.get(number) ?? { bytes: 0, rest: '', entries: new Map<string, Entry>() };
    this.files.set(number, known);
    const added = await tailOf(path.join(this.dir, `${number}.log`), known.bytes);
    known.bytes += added.length;
    const lines = (known.rest + added.toString('latin1')).split('\n');
    known.rest = lines.pop() ?? '';
    for (const line of lines) {
      const [first = '', id = ''] = line.split(' ');
      if (first === '-') known.entries.delete(id);
      else if (/^\d+\.\d$/.test(first)) known.entries.set(id, { id, at: Number(first) });
    }
  }
}

async function tailOf(file: string, from: number): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, size - from));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (isMissing(thrown)) return Buffer.alloc(0);
    throw thrown;
  }
}

/** Milliseconds on a clock that all processes of this machine share and that nobody can set. */
function now(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

function fileOf(at: number): number {
  return Math.floor(at / fileMs);
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
