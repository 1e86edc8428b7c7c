/** The methods of VS Code's `LogOutputChannel` that the core uses. */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The details of a thrown value, for the log only. */
export function traceOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** The error's class, for lines that must not repeat a message with personal data. */
export function errorName(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'fault';
}

/** The error's message, for lines and views that may contain it. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Logs the rejection of work that nothing waits for, without its message, which may quote a customer's text. Work whose
 * failures the user is to know of reports them itself.
 */
export function logRejection(
  work: PromiseLike<unknown> | undefined,
  log: Pick<Log, 'error'> = console,
): void {
  work?.then(undefined, (thrown: unknown) =>
    log.error(`Desk for LiveChat: work in the background failed (${errorName(thrown)}).`),
  );
}

export const silentLog: Log = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
