import { DeliverPolicy, type ConsumerMessages, type JetStreamClient } from '@nats-io/jetstream';
import { TeamError, toTeamError } from './teamError';

export interface FeedMessage {
  readonly subject: string;
  /** The id under which it was published; empty where it has none. */
  readonly messageId: string;
  readonly payload: Uint8Array;
  readonly sequence: number;
  /** When the server stored it, in milliseconds since the epoch. */
  readonly storedAt: number;
  /** How many further messages of this feed wait at the server. */
  readonly pending: number;
}

export interface FeedOptions {
  /** With wildcards. One per feed: servers before 2.10 take no more. */
  readonly filter: string;
  /** Sequence of the first message that is wanted, or from when on they are, by the server's clock. */
  readonly from: number | Date;
  /** Called for one message after the other. A rejection ends the feed. */
  readonly onMessage: (message: FeedMessage) => Promise<void>;
}

export interface Feed {
  /** How many messages there were at the beginning: those that were missed. */
  readonly pending: number;
  /** Resolves once it has ended: to the reason, or to `undefined` after `stop`. */
  readonly ended: Promise<TeamError | undefined>;
  /** Removes its consumer at the server. */
  stop(): Promise<void>;
}

/** A feed, as its connection has it. */
export interface OpenFeed extends Feed {
  /** Removes its consumer at the server. The feed ends as where the connection does. */
  remove(): Promise<void>;
}

/** The server removes a consumer that was not stopped, after this time without a request. */
const inactiveMs = 60_000;
/** Messages that are asked for at once. */
const batch = 200;

/**
 * Reads the messages of a subject in order, from a sequence on and as they come. Ordered consumers are no durable ones:
 * the server keeps no position, so members that never come back leave nothing behind.
 */
export async function readSubject(
  jetstream: JetStreamClient,
  stream: string,
  { filter, from, onMessage }: FeedOptions,
): Promise<OpenFeed> {
  const consumer = await jetstream.consumers.get(stream, {
    filter_subjects: filter,
    ...(typeof from === 'number'
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from }
      : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString() }),
    inactive_threshold: inactiveMs,
  });
  const { num_pending: pending } = await consumer.info(true);
  const messages = await consumer.consume({ max_messages: batch, abort_on_missing_resource: true });
  let isStopped = false;
  let removing: Promise<void> | undefined;
  const remove = async (): Promise<void> => {
    await messages.close();
    await consumer.delete().catch(() => undefined);
  };
  void endWhenReplaced(messages);
  const ended = pass(messages, onMessage).then(
    // The messages end without an error where the connection ends.
    () => (isStopped ? undefined : new TeamError('lost')),
    (thrown: unknown) => (isStopped ? undefined : toTeamError(thrown)),
  );
  return {
    pending,
    ended,
    remove: () => (removing ??= remove()),
    stop: async () => {
      isStopped = true;
      await (removing ??= remove());
    },
  };
}

/**
 * The client replaces a consumer that is missing at the server, or whose messages arrive with gaps, by one from the next
 * sequence on. Where the stream was created anew meanwhile, that one would leave out its first messages; where the
 * consumer began at a time, the server refuses the new one again and again. So the feed ends instead.
 */
async function endWhenReplaced(messages: ConsumerMessages): Promise<void> {
  for await (const { type } of messages.status()) {
    if (type === 'reset') await messages.close();
  }
}

async function pass(messages: ConsumerMessages, onMessage: FeedOptions['onMessage']): Promise<void> {
  for await (const message of messages) {
    await onMessage({
      subject: message.subject,
      messageId: message.headers?.get('Nats-Msg-Id') ?? '',
      payload: message.data,
      sequence: message.seq,
      storedAt: message.time.getTime(),
      pending: message.info.pending,
    });
  }
}
