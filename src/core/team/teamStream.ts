import { RetentionPolicy, StorageType, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { asRecord } from '../base/json';
import { subjectRoot } from './teamSubjects';
import { TeamError, toTeamError } from './teamError';

/** What is known of the stream. A stream that was created anew begins at sequence 1. */
export interface StreamPosition {
  /** ISO time with nanoseconds, as the server writes it. */
  readonly created: string;
  /** Sequence of the oldest message that is kept; one more than `last` where there is none. */
  readonly first: number;
  /** Sequence of the newest message; 0 where there never was one. */
  readonly last: number;
  /** Time of the newest message in milliseconds since the epoch, by the server's clock; absent where there is none. */
  readonly newestAt?: number;
  /** How long messages are kept, in milliseconds; absent where there is no limit. */
  readonly maxAgeMs?: number;
  /** The server's clock, in milliseconds since the epoch; absent before nats-server 2.10. */
  readonly serverTime?: number;
}

const nanosPerMs = 1_000_000;
/** Members that were away this long still get what was missed. */
const keptMs = 14 * 24 * 60 * 60_000;

export async function streamPosition(manager: JetStreamManager, name: string): Promise<StreamPosition> {
  return positionOf(await manager.streams.info(name));
}

export async function createStream(manager: JetStreamManager, name: string): Promise<StreamPosition> {
  try {
    return await streamPosition(manager, name);
  } catch (thrown) {
    if (toTeamError(thrown).code !== 'no-stream') throw thrown;
  }
  try {
    const info = await manager.streams.add({
      name,
      subjects: [`${subjectRoot}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: keptMs * nanosPerMs,
    });
    return positionOf(info);
  } catch (thrown) {
    // Another receiver created it meanwhile, perhaps with other limits.
    return await streamPosition(manager, name).catch(() => {
      throw thrown;
    });
  }
}

function positionOf(info: StreamInfo): StreamPosition {
  const { created, state, config } = info;
  const newestAt = Date.parse(state.last_ts);
  // The client's types do not have it.
  const serverTime = Date.parse(String(asRecord(info).ts));
  const { max_age: maxAge } = config;
  if (!Number.isSafeInteger(state.last_seq)) throw new TeamError('failed');
  return {
    created,
    first: state.first_seq,
    last: state.last_seq,
    ...(state.last_seq > 0 && newestAt > 0 && { newestAt }),
    ...(maxAge > 0 && { maxAgeMs: maxAge / nanosPerMs }),
    ...(serverTime > 0 && { serverTime }),
  };
}
