import { createHash } from 'node:crypto';
import { asRecord } from '../../base/json';
import { arrivalKinds, type ArrivalKind } from '../../domain/arrival';

/** One value that all windows share, read again each time; it holds no secret. See `stateValue`. */
export interface ListenerStorage {
  /** What was written last, or `undefined`. */
  read(): Promise<unknown>;
  /** Replaces the whole value or nothing. */
  write(value: unknown): Promise<void>;
}

export interface SavedSubscription {
  readonly id: string;
  readonly event: ArrivalKind;
}

/** What other windows and the next start need to know. It holds no secret. */
export interface Checkpoint {
  /** Whether the user wants to listen. */
  readonly wanted: boolean;
  /** The receiver's last port; 0 where it had none. */
  readonly port: number;
  /** Id of the account that the registrations belong to. */
  readonly account?: string;
  /** SHA-256 of the address that is registered or about to be. */
  readonly urlHash?: string;
  readonly registrations: readonly SavedSubscription[];
  /** A change at LiveChat was begun and is not known to be complete: there may be more registrations than these. */
  readonly unsure: boolean;
  /** When it was last known to be live, in milliseconds since the epoch, by this machine's clock. */
  readonly liveAt?: number;
  /** The same by LiveChat's clock; absent if that was not known. */
  readonly serverLiveAt?: number;
  /** Start of a gap whose events are not fetched yet, as `serverLiveAt`, or as `liveAt` where that is absent. */
  readonly missedSince?: number;
}

const nothing: Checkpoint = { wanted: false, port: 0, registrations: [], unsure: false };

/** From storage that an older or newer version may have written: malformed fields count as absent. */
export function decodeCheckpoint(value: unknown): Checkpoint {
  const { wanted, port, account, urlHash, registrations, unsure, ...times } = asRecord(value);
  const { liveAt, serverLiveAt, missedSince } = times;
  return {
    wanted: wanted === true,
    port: Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536 ? Number(port) : 0,
    ...(typeof account === 'string' && { account }),
    ...(typeof urlHash === 'string' && { urlHash }),
    registrations: Array.isArray(registrations) ? registrations.flatMap(registrationIn) : [],
    unsure: unsure === true,
    ...(typeof liveAt === 'number' && { liveAt }),
    ...(typeof serverLiveAt === 'number' && { serverLiveAt }),
    ...(typeof missedSince === 'number' && { missedSince }),
  };
}

function registrationIn(value: unknown): readonly SavedSubscription[] {
  const { id, event } = asRecord(value);
  const known = arrivalKinds.find((kind) => kind === event);
  return typeof id === 'string' && known ? [{ id, event: known }] : [];
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export type CheckpointChange = { readonly [K in keyof Checkpoint]?: Checkpoint[K] | undefined };

/** The checkpoint as the leading window holds it. Writes are serialized; each writes the whole value. */
export class CheckpointStore {
  private record = nothing;
  private writing: Promise<void> = Promise.resolve();
  private changes = 0;

  constructor(private readonly storage: ListenerStorage) {}

  get now(): Checkpoint {
    return this.record;
  }

  /** Reads it again: another window may have led meanwhile. */
  async load(): Promise<Checkpoint> {
    await this.writing.catch(() => undefined);
    const { changes } = this;
    const read = decodeCheckpoint(await this.storage.read());
    // A change made during the read is newer.
    if (changes === this.changes) this.record = read;
    return this.record;
  }

  /** Resolves when no write is under way, so that another window may read. */
  async settled(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  /**
   * Resolves once it is written.
   * @throws what the storage throws
   */
  async change(change: CheckpointChange): Promise<void> {
    const merged = { ...this.record, ...change };
    this.record = decodeCheckpoint(merged);
    this.changes += 1;
    this.writing = this.writing.catch(() => undefined).then(() => this.storage.write(this.record));
    await this.writing;
  }
}
