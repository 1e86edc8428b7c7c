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
  /** Called once if another receiver has the lease, before waiting for it. */
  readonly onWait?: () => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

export interface Lease {
  /** When it was taken, in milliseconds since the epoch by the server's clock. */
  readonly takenAt: number;
  /** When a receiver last renewed it or gave it up before, by the same clock; absent where none ever held it. */
  readonly heldAt?: number;
  /** Resolves once it is lost or given up: another receiver may register from then on. */
  readonly ended: Promise<void>;
  /** Gives it up, so that another receiver can take it at once. Never rejects. */
  release(): Promise<void>;
}

/**
 * Waits until this receiver is the one that registers for an account at LiveChat. The lease is a key of a JetStream
 * key-value bucket, which each holder writes by compare-and-set. While the server is split, two receivers may hold it for
 * up to 10 seconds: both then receive and publish the same events, and members show each once.
 * @throws TeamError, or the signal's reason
 */
export async function acquireLease(options: LeaseOptions): Promise<Lease> {
  const { connection, account, holder, clock, onWait, signal } = options;
  try {
    const bucket = await new Kvm(connection.client).create(`${connection.streamName}_LEASE`, { history: 1 });
    const key = accountToken(account);
    const value = JSON.stringify({ holder });
    let seen: { readonly revision: number; readonly at: number } | undefined;
    for (;;) {
      signal.throwIfAborted();
      const entry = await bucket.get(key);
      const current = entry?.operation === 'PUT' ? entry : undefined;
      const isOwn = current && asRecord(parseJson(current.string())).holder === holder;
      if (current && seen?.revision !== current.revision) {
        if (seen === undefined && isOwn === false) onWait?.();
        seen = { revision: current.revision, at: clock.now() };
      }
      const isStale = seen !== undefined && Math.abs(clock.now() - seen.at) >= teamLeaseMs;
      if (!current || isOwn === true || isStale) {
        const revision = await put(bucket, key, value, entry?.revision ?? 0);
        if (revision !== undefined) {
          const heldAt = entry?.created.getTime();
          const takenAt = (await bucket.get(key))?.created.getTime() ?? clock.now();
          const times = { takenAt, ...(heldAt !== undefined && { heldAt }) };
          return ownLease({ ...{ bucket, key, value, revision, times }, ...options });
        }
      } else await sleep(clock, lookMs, signal);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw toTeamError(thrown);
  }
}

interface OwnLeaseOptions extends LeaseOptions {
  readonly bucket: KV;
  readonly key: string;
  readonly value: string;
  readonly revision: number;
  readonly times: Pick<Lease, 'takenAt' | 'heldAt'>;
}

function ownLease({ bucket, key, value, revision: first, clock, connection, times }: OwnLeaseOptions): Lease {
  let revision = first;
  let renewedAt = clock.now();
  const over = new AbortController();
  const { signal } = over;
  const renew = async (): Promise<void> => {
    for (;;) {
      await sleep(clock, renewMs, signal);
      if (signal.aborted) return;
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
    release: async () => {
      over.abort();
      await ended;
      await bucket.delete(key, { previousSeq: revision }).catch(() => undefined);
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
