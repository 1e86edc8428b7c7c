import { createHash } from 'node:crypto';
import { arrivalKinds, type ArrivalKind } from '../../domain/arrival';
import type { ListenerStorage } from '../status/listenerTypes';

export interface SavedSubscription {
  readonly id: string;
  readonly event: ArrivalKind;
}

/** What all windows and the next start must know. It holds no secret. */
export interface Checkpoint {
  /** Whether a person wants to listen. */
  readonly wanted: boolean;
  /** The port that the receiver had; 0 where it had none. */
  readonly port: number;
  /** Id of the account that the registrations are of. */
  readonly account?: string;
  /** SHA-256 of the address that is or was to be registered. */
  readonly urlHash?: string;
  readonly registrations: readonly SavedSubscription[];
  /** Something was begun and is not known to be done: more may be registered than stands here. */
  readonly unsure: boolean;
  /** When it was last known to be live, in milliseconds since the epoch. */
  readonly liveAt?: number;
  /** Since when something may have been missed that is not brought yet, as `liveAt`. */
  readonly missedSince?: number;
}

const nothing: Checkpoint = { wanted: false, port: 0, registrations: [], unsure: false };

/** From a file that an older or newer version may have written: what is odd counts as not there. */
export function decodeCheckpoint(value: unknown): Checkpoint {
  if (typeof value !== 'object' || value === null) return nothing;
  const { wanted, port, account, urlHash, registrations, unsure, liveAt, missedSince } = value as Record<
    string,
    unknown
  >;
  return {
    wanted: wanted === true,
    port: Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536 ? Number(port) : 0,
    ...(typeof account === 'string' && { account }),
    ...(typeof urlHash === 'string' && { urlHash }),
    registrations: Array.isArray(registrations) ? registrations.flatMap(registrationIn) : [],
    unsure: unsure === true,
    ...(typeof liveAt === 'number' && { liveAt }),
    ...(typeof missedSince === 'number' && { missedSince }),
  };
}

function registrationIn(value: unknown): readonly SavedSubscription[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, event } = value as Record<string, unknown>;
  const known = arrivalKinds.find((kind) => kind === event);
  return typeof id === 'string' && known ? [{ id, event: known }] : [];
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export type CheckpointChange = { readonly [K in keyof Checkpoint]?: Checkpoint[K] | undefined };

/** The record while one window leads. Writes follow one another; each holds the whole. */
export class CheckpointStore {
  private record = nothing;
  private writing: Promise<void> = Promise.resolve();
  private changes = 0;

  constructor(private readonly storage: ListenerStorage) {}

  get now(): Checkpoint {
    return this.record;
  }

  /** Reads anew: another window may have led meanwhile. */
  async load(): Promise<Checkpoint> {
    await this.writing.catch(() => undefined);
    const { changes } = this;
    const read = decodeCheckpoint(await this.storage.read());
    // What was changed while it was read is newer.
    if (changes === this.changes) this.record = read;
    return this.record;
  }

  /** Resolves when nothing is being written, so that another window may read. */
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
