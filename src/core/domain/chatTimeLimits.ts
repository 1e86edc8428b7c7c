/** After how many minutes LiveChat acts on its own; absent where it does not. */
export interface ChatTimeLimits {
  /** A chat without an answer is transferred to another agent. */
  readonly transferAfterMin?: number;
}

/** When LiveChat transfers a chat in which the customer waits for an answer. Both in epoch milliseconds. */
export function transferAt(
  waitsSince: number | undefined,
  limits: ChatTimeLimits | undefined,
): number | undefined {
  const { transferAfterMin } = limits ?? {};
  return waitsSince === undefined || transferAfterMin === undefined
    ? undefined
    : waitsSince + transferAfterMin * 60_000;
}
