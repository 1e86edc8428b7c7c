import { Kvm, type KV } from '@nats-io/kv';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import { asRecord, errorCode, parseJson } from '../base/json';
import { accountToken } from './teamSubjects';
import type { TeamConnection } from './teamConnection';
import { toTeamError } from './teamError';

/** The holder renews the lease this often. */
const renewMs = 10_000;
/** A holder that could not renew it for this long gives it up: before another one may take it. */
const giveUpMs = 20_000;
/** A lease that was not renewed for this long is taken, by the clock of the one who takes it: clocks need not agree. */
export const teamLeaseMs = 30_000;
const lookMs = 5_000;

export interface LeaseOptions {
  readonly connection: TeamConnection;
  /** Id of the account: each has a lease of its own. */
  readonly account: string;
  /** Identifies the receiver, also after a restart. Not secret. */
  readonly holder: string;
  readonly clock: Clock;
  /** Asked with each renewal: whether what was missed before the lease was taken has been fetched; no where absent. */
  readonly isCaughtUp?: () => boolean;
  /** A lease that is free is left to others for this long, in milliseconds; not at all where absent. */
  readonly yieldMs?: number;
  /** Called once if another receiver has the lease, before waiting for it. */
  readonly onWait?: () => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

export interface Lease {
  /** When it was taken, in milliseconds since the epoch by the server's clock. */
  readonly takenAt: number;
  /**
   * Since when events may be missing, by the same clock: since a receiver last renewed it or gave it up, or since what that
   * one had not fetched yet. Absent where none ever held it.
   */
  readonly missedSince?: number;
  /** Resolves once it is lost or given up: another receiver may register from then on. */
  readonly ended: Promise<void>;
  /**
   * Events are missing since then, by the same clock: the next receiver learns of it, unless `isCaughtUp` before. It is
   * stored with the next renewal, or when it is given up.
   */
  setMissedSince(since: number): void;
  /**
   * Gives it up, so that another receiver can take it at once. Never rejects.
   * @param missedMs events of so long before may be missing as well
   */
  release(missedMs?: number): Promise<void>;
}

/**
 * Waits until this receiver is the one that registers for an account at LiveChat. The lease is a key of a JetStream
 * key-value bucket, which each holder writes by compare-and-set. While the server is split, two receivers may hold it for
 * up to 10 seconds: both then receive and publish the same events, and members show each once.
 * @throws TeamError, or the signal's reason
 */
export async function acquireLease(options: LeaseOptions): Promise<Lease> {
  const { connection, account, holder, clock, yieldMs = 0, onWait, signal } = options;
  const begun = clock.now();
  try {
    const bucket = await new Kvm(connection.client).create(`${connection.streamName}_LEASE`, { history: 1 });
    const key = accountToken(account);
    let seen: { readonly revision: number; readonly at: number } | undefined;
    let waits = false;
    for (;;) {
      signal.throwIfAborted();
      const entry = await bucket.get(key);
      const current = entry?.operation === 'PUT' ? entry : undefined;
      const before = current && decodeLease(current.string());
      const isHeld = before !== undefined && !before.isGivenUp;
      const isOther = isHeld && before.holder !== holder;
      if (current && seen?.revision !== current.revision) {
        seen = { revision: current.revision, at: clock.now() };
      }
      if (isOther && !waits) onWait?.();
      waits ||= isOther;
      const isStale = seen !== undefined && Math.abs(clock.now() - seen.at) >= teamLeaseMs;
      const yields = Math.abs(clock.now() - begun) < yieldMs;
      if ((!isOther || isStale) && !yields) {
        const heldAt = entry?.created.getTime();
        const missedSince = before?.missedSince ?? heldAt;
        const revision = await put(bucket, key, encodeLease(holder, missedSince), entry?.revision ?? 0);
        if (revision !== undefined) {
          const takenAt = (await bucket.get(key))?.created.getTime() ?? clock.now();
          const times = { takenAt, ...(missedSince !== undefined && { missedSince }) };
          return ownLease({ ...{ bucket, key, revision, times }, ...options });
        }
      } else await sleep(clock, lookMs, signal);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw toTeamError(thrown);
  }
}

interface StoredLease {
  readonly holder?: string;
  /** It has no holder, and says what the last one had not fetched. */
  readonly isGivenUp: boolean;
  readonly missedSince?: number;
}

function decodeLease(text: string): StoredLease {
  const { holder, missedSince } = asRecord(parseJson(text));
  const isKnown = typeof missedSince === 'number' && Number.isFinite(missedSince);
  return {
    ...(typeof holder === 'string' && { holder }),
    isGivenUp: isKnown && holder === undefined,
    ...(isKnown && { missedSince }),
  };
}

function encodeLease(holder: string | undefined, missedSince: number | undefined): string {
  return JSON.stringify({ holder, missedSince });
}

interface OwnLeaseOptions extends LeaseOptions {
  readonly bucket: KV;
  readonly key: string;
  readonly revision: number;
  readonly times: Pick<Lease, 'takenAt' | 'missedSince'>;
}

function ownLease(options: OwnLeaseOptions): Lease {
  const { bucket, key, holder, revision: first, clock, connection, times, isCaughtUp } = options;
  let { missedSince } = times;
  let revision = first;
  let renewedAt = clock.now();
  const over = new AbortController();
  const { signal } = over;
  const renew = async (): Promise<void> => {
    for (;;) {
      await sleep(clock, renewMs, signal);
      if (signal.aborted) return;
      if (isCaughtUp?.() === true) missedSince = undefined;
      const value = encodeLease(holder, missedSince);
      const renewed = await put(bucket, key, value, revision).catch(() => 'unknown' as const);
      if (renewed === undefined) return;
      if (renewed !== 'unknown') [revision, renewedAt] = [renewed, clock.now()];
      else if (Math.abs(clock.now() - renewedAt) >= giveUpMs) return;
    }
  };
  void connection.ended.then(() => over.abort());
  const ended = renew();
  return {
    ...times,
    ended,
    setMissedSince: (since) => (missedSince = since),
    release: async (missedMs) => {
      over.abort();
      await ended;
      const give = async (): Promise<void> => {
        if (missedMs !== undefined) {
          // By the server's clock, when it was last renewed: some seconds ago.
          const heldAt = (await bucket.get(key))?.created.getTime() ?? times.takenAt;
          missedSince = Math.min(missedSince ?? heldAt, heldAt - missedMs);
        }
        if (missedSince === undefined) await bucket.delete(key, { previousSeq: revision });
        else await bucket.update(key, encodeLease(undefined, missedSince), revision);
      };
      await give().catch(() => undefined);
    },
  };
}

/** JetStream's error where the key was written meanwhile. */
const wrongRevision = 10071;

/** @returns the new revision; `undefined` where the key was written meanwhile @throws any error of the client */
async function put(bucket: KV, key: string, value: string, revision: number): Promise<number | undefined> {
  try {
    return revision === 0 ? await bucket.create(key, value) : await bucket.update(key, value, revision);
  } catch (thrown) {
    if (isWrongRevision(thrown)) return undefined;
    throw thrown;
  }
}

function isWrongRevision(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as Error & { readonly code?: unknown };
  return code === wrongRevision || errorCode(thrown) === String(wrongRevision);
}
