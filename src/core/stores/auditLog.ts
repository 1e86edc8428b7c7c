import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { asRecord, parseJson } from '../base/json';
import { errorMessage, type Log, silentLog } from '../base/log';
import { oneLine } from '../base/plainText';
import { redact } from '../base/redact';
import type { FailureCode } from '../domain/failure';
import type { IsoTime } from '../domain/ticket';
import type { Database } from '../storage/database';

const auditActions = [
  'ticket.create',
  'ticket.update',
  'agent.create',
  'agent.update',
  'agent.delete',
  'chat.join',
  'chat.send',
  'chat.transfer',
  'chat.leave',
  'chat.tag',
  'chat.untag',
  'chat.close',
  'chat.resume',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** `lost`: sent, but the response was lost. */
const auditOutcomes = ['done', 'failed', 'lost'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

export type AuditValues = Readonly<Record<string, unknown>>;

/** One writing call: who changed what, when, and with which outcome. */
export interface AuditEntry {
  readonly at: IsoTime;
  /** Id of the account, see `Account.id`. */
  readonly account: string;
  /** Login of the user. */
  readonly who: string;
  readonly action: AuditAction;
  /** Id of the ticket or chat, or login; for a ticket without a known id, the requester's address. */
  readonly target: string;
  /** Only the affected fields, by contract key. */
  readonly before?: AuditValues;
  readonly after?: AuditValues;
  readonly outcome: AuditOutcome;
  readonly code?: FailureCode;
  /** Number of the run of several tickets that it belongs to. */
  readonly run?: number;
}

/** Persists entries as JSON. Rejects if they cannot be stored. */
export interface AuditStorage {
  /** Adds an entry and deletes the oldest beyond `maxEntries`. */
  append(account: string, entry: string, maxEntries: number): Promise<void>;
  /** Oldest first. */
  read(): Promise<readonly string[]>;
}

export interface AuditReading {
  /** Oldest first. */
  readonly entries: readonly AuditEntry[];
  /** Stored entries that cannot be decoded, such as those of another version. */
  readonly unreadable: number;
  /** Whether the newest entries are in memory only, because they could not be stored. */
  readonly unsaved: boolean;
}

const defaultMaxEntries = 5_000;
const longestText = 200;
const mostItems = 20;
const deepest = 3;
/** Values that undoing a run needs as they were. */
const exactNames: ReadonlySet<string> = new Set(['status', 'assignee.id', 'tags']);
const secretName = /passw|secret|token|api_?key|authorization|credential|cookie/i;

/**
 * Append-only log of all writing calls of this machine. Removes everything that is named or looks like a secret, and
 * truncates customers' texts.
 */
export class AuditLog implements Disposable {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private readonly recorded = new Emitter<Omit<AuditEntry, 'at'>>();
  /** Fires once per call, with its entry. */
  readonly onDidRecord = this.recorded.event;
  private waiting: { readonly account: string; readonly text: string }[] = [];
  private writing: Promise<void> = Promise.resolve();

  /** @param maxEntries maximum number; older entries are deleted */
  constructor(
    private readonly storage: AuditStorage,
    private readonly clock: Clock,
    private readonly log: Log = silentLog,
    private readonly maxEntries = defaultMaxEntries,
  ) {}

  /**
   * Adds an entry. Resolves when it was stored or storing it failed. Never rejects, because the call was already
   * made. Entries that could not be stored stay in memory and are retried with the next one.
   */
  async record(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    this.waiting.push({ account: entry.account, text: JSON.stringify({ at, ...safeEntry(entry) }) });
    this.writing = this.writing.then(() => this.writeWaiting());
    await this.writing;
    this.changed.fire(undefined);
    this.recorded.fire(entry);
  }

  /** @throws StorageError if the log exists but cannot be read */
  async read(): Promise<AuditReading> {
    await this.writing;
    const stored = await this.storage.read();
    const texts = [...stored, ...this.waiting.map(({ text }) => text)];
    const entries = texts.map(entryIn).filter((entry) => entry !== undefined);
    return { entries, unreadable: texts.length - entries.length, unsaved: this.waiting.length > 0 };
  }

  /** Forgets entries that could not be stored yet. Those that are stored are deleted with the rest, see `StoredData`. */
  clear(): void {
    this.waiting = [];
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.changed.dispose();
    this.recorded.dispose();
  }

  private async writeWaiting(): Promise<void> {
    try {
      for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
        await this.storage.append(next.account, next.text, this.maxEntries);
        this.waiting.shift();
      }
    } catch (thrown) {
      this.log.warn(`The audit log could not be written: ${errorMessage(thrown)}`);
    }
  }
}

/** The log as features use it, see `LazyAudit`. */
export type Audit = Pick<AuditLog, 'onDidChange' | 'onDidRecord' | 'record' | 'read' | 'clear'>;

function safeEntry(entry: Omit<AuditEntry, 'at'>): Omit<AuditEntry, 'at'> {
  const { account, who, action, target, before, after, outcome, code, run } = entry;
  return {
    account,
    who,
    action,
    target: oneLine(target, longestText),
    ...(before && { before: safeValues(before, run) }),
    ...(after && { after: safeValues(after, run) }),
    outcome,
    ...(code && { code }),
    ...(run !== undefined && { run }),
  };
}

function safeValues(values: AuditValues, run: number | undefined): AuditValues {
  const exact = Object.entries(values).filter(([name]) => run !== undefined && exactNames.has(name));
  return { ...(safe(values, 0) as AuditValues), ...Object.fromEntries(exact) };
}

function safe(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redact(oneLine(value, longestText));
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '…';
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => safe(item, depth + 1));
  const named = Object.entries(value).filter(([name]) => !secretName.test(name));
  return Object.fromEntries(named.map(([name, item]) => [name, safe(item, depth + 1)]));
}

function entryIn(line: string): AuditEntry | undefined {
  const raw = asRecord(parseJson(line));
  const { at, account, who, action, target, outcome } = raw;
  const texts = [at, account, who, target].every((text) => typeof text === 'string');
  const known =
    auditActions.some((name) => name === action) && auditOutcomes.some((name) => name === outcome);
  return texts && known ? (raw as Partial<AuditEntry> as AuditEntry) : undefined;
}

/** The audit log in the database, one row per entry. */
export class AuditRows implements AuditStorage {
  /** @param open opens the database on first use; rejects with a StorageError */
  constructor(private readonly open: () => Promise<Database>) {}

  async append(account: string, entry: string, maxEntries: number): Promise<void> {
    const database = await this.open();
    await database.write(['audit'], (writer) => {
      const { lastId } = writer.run('INSERT INTO audit (account, entry) VALUES (?, ?)', account, entry);
      writer.run('DELETE FROM audit WHERE id <= ?', lastId - maxEntries);
    });
  }

  async read(): Promise<readonly string[]> {
    const database = await this.open();
    return database.all('SELECT entry FROM audit ORDER BY id').map(({ entry }) => String(entry));
  }
}
