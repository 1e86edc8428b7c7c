import type { ReceiverErrorCode } from '../status/problem';

/** Why the receiver does not listen. `message` is for the log. */
export class ReceiverError extends Error {
  override readonly name = 'ReceiverError';

  /** @param port the port that was asked for; 0 where any free one would have done */
  constructor(
    readonly code: ReceiverErrorCode,
    readonly port: number,
    message: string,
  ) {
    super(message);
  }
}
