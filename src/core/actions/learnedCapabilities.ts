import { asRecord } from '../base/json';
import { isFresh } from '../base/isFresh';
import type { Clock } from '../base/clock';

/** Small values that survive a restart. The editor's Memento satisfies it. */
export interface KeyValues {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Fields that an account was seen not to carry, and what it can change in their place. */
export interface Refusal {
  /** Contract keys. */
  readonly fields: readonly string[];
  readonly instead?: string;
}

/** After this long it is tried again: APIs and plans change. */
const keptMs = 30 * 24 * 60 * 60_000;
const prefix = 'livechat.learned.';
const everything = '*';

interface Learned {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly instead?: string;
}

/** What each account was learned not to be able to do, so that it is tried once and said at once after that. */
export class LearnedCapabilities {
  /** Beside the store, for a store that cannot be written. */
  private readonly here = new Map<string, Readonly<Record<string, Learned>>>();

  constructor(
    private readonly values: KeyValues,
    private readonly clock: Clock,
  ) {}

  /** Which of these fields of a ticket the account does not carry; `undefined` where it may carry all. */
  refusalOf(account: string, fields: readonly string[]): Refusal | undefined {
    const learned = this.of(account);
    const entryOf = (field: string): Learned | undefined => {
      const all = learned[everything];
      const entry = learned[field] ?? (all?.instead === field ? undefined : all);
      return entry && isFresh(this.clock.now(), entry.at, keptMs - 1) ? entry : undefined;
    };
    const refused = fields.filter((field) => entryOf(field));
    const [first] = refused;
    if (first === undefined) return undefined;
    const instead = entryOf(first)?.instead;
    return { fields: refused, ...(instead !== undefined && { instead }) };
  }

  /**
   * Remembers a refusal. One that names what can be changed in place of everything else holds for every other
   * field: the account has no such call at all.
   */
  async learn(account: string, { fields, instead }: Refusal): Promise<void> {
    const entry: Learned = { at: this.clock.now(), ...(instead !== undefined && { instead }) };
    const names = instead === undefined ? fields : [everything];
    const added = Object.fromEntries(names.map((name) => [name, entry]));
    await this.keep(account, { ...this.of(account), ...added });
  }

  /** Everything may be tried again. */
  async forget(account: string): Promise<void> {
    await this.keep(account, undefined);
  }

  private of(account: string): Readonly<Record<string, Learned>> {
    const here = this.here.get(account);
    if (here) return here;
    const stored = this.values.get(prefix + account);
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, entry]) => isLearned(entry)));
  }

  private async keep(account: string, learned: Readonly<Record<string, Learned>> | undefined): Promise<void> {
    if (learned) this.here.set(account, learned);
    else this.here.delete(account);
    try {
      await this.values.update(prefix + account, learned);
      // From now on the store is asked, which other windows write too.
      this.here.delete(account);
    } catch {
      // It holds in this window then, and the next one learns it by itself.
      if (!learned) this.here.set(account, {});
    }
  }
}

function isLearned(value: unknown): value is Learned {
  const { at, instead } = asRecord(value);
  return typeof at === 'number' && (instead === undefined || typeof instead === 'string');
}
