import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import { formsOf, redactForms } from '../base/redact';

/** A log of one JSON object a line: `time` (ISO), `level` and `message`, without secrets and texts of customers. */
export interface LineLog extends Log {
  /** From now on this text never appears in the log. */
  hide(secret: string): void;
}

/** Debug and trace messages are left out. @param write takes a line with its end */
export function lineLog(clock: Clock, write: (line: string) => void): LineLog {
  const forms = new Set<string>();
  const line =
    (level: string) =>
    (message: string): void => {
      const time = new Date(clock.now()).toISOString();
      write(`${JSON.stringify({ time, level, message: redactForms(message, forms) })}\n`);
    };
  return {
    trace: () => undefined,
    debug: () => undefined,
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    hide: (secret) => {
      for (const form of formsOf(secret)) forms.add(form);
    },
  };
}
