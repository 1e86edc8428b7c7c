import { asRecord } from '../base/json';
import { type Clock, isFresh } from '../base/clock';
import type { StateValues } from '../storage/stateStore';

/** Fields that an account does not support, and what can be changed instead. */
export interface Refusal {
  /** Public keys. */
  readonly fields: readonly string[];
  readonly instead?: string;
}

/** Refusals expire, because APIs and plans change. */
const maxAgeMs = 30 * 24 * 60 * 60_000;
/** Prefix of the keys of these state values; the account's id follows. */
export const learnedPrefix = 'learned.';
const allFields = '*';

interface Learned {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly instead?: string;
}

/** Remembers which fields an account does not support, so that each is tried only once. */
export class LearnedCapabilities {
  /** Used while the storage cannot be written. */
  private readonly unsaved = new Map<string, Readonly<Record<string, Learned>>>();

  constructor(
    private readonly values: StateValues,
    private readonly clock: Clock,
  ) {}

  /** The unsupported ones among these ticket fields; `undefined` if all may be supported. */
  async findRefusal(account: string, fields: readonly string[]): Promise<Refusal | undefined> {
    const learned = await this.read(account);
    const entryOf = (field: string): Learned | undefined => {
      const all = learned[allFields];
      const entry = learned[field] ?? (all?.instead === field ? undefined : all);
      return entry && isFresh(this.clock.now(), entry.at, maxAgeMs - 1) ? entry : undefined;
    };
    const refused = fields.filter((field) => entryOf(field));
    const [first] = refused;
    if (first === undefined) return undefined;
    const instead = entryOf(first)?.instead;
    return { fields: refused, ...(instead !== undefined && { instead }) };
  }

  /**
   * Remembers a refusal. One with `instead` applies to every other field, because the account lacks the whole
   * method.
   */
  async learn(account: string, { fields, instead }: Refusal): Promise<void> {
    const entry: Learned = { at: this.clock.now(), ...(instead !== undefined && { instead }) };
    const names = instead === undefined ? fields : [allFields];
    const added = Object.fromEntries(names.map((name) => [name, entry]));
    await this.write(account, { ...(await this.read(account)), ...added });
  }

  /** Forgets everything learned about an account. */
  async forget(account: string): Promise<void> {
    await this.write(account, undefined);
  }

  private async read(account: string): Promise<Readonly<Record<string, Learned>>> {
    const here = this.unsaved.get(account);
    if (here) return here;
    // What cannot be read is tried again, and learned again.
    const stored = await this.values.read(learnedPrefix + account).catch(() => undefined);
    const entries = Object.entries(asRecord(stored));
    return Object.fromEntries(entries.filter((entry): entry is [string, Learned] => isLearned(entry[1])));
  }

  private async write(
    account: string,
    learned: Readonly<Record<string, Learned>> | undefined,
  ): Promise<void> {
    if (learned) this.unsaved.set(account, learned);
    else this.unsaved.delete(account);
    try {
      await this.values.write(learnedPrefix + account, learned);
      // From now on the storage counts, which other windows also write.
      this.unsaved.delete(account);
    } catch {
      // Only this window knows then; other windows learn it on their own.
      if (!learned) this.unsaved.set(account, {});
    }
  }
}

function isLearned(value: unknown): value is Learned {
  const { at, instead } = asRecord(value);
  return typeof at === 'number' && (instead === undefined || typeof instead === 'string');
}
