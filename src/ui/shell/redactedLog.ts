import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { formsOf, redactForms } from '../../core/base/redact';

/** The log of the Output panel. Redacts every line. */
export class RedactedLog implements Log, Disposable {
  /** Computed once: a long session has hundreds of secrets, and each line is compared with all of them. */
  private readonly forms = new Set<string>();
  private isClosed = false;
  /** What is shown of a line. */
  shown = (line: string): string => line;

  constructor(private readonly channel: Log & Disposable & { show(): void }) {}

  /** From now on this text never appears in the log. */
  hide(secret: string): void {
    for (const form of formsOf(secret)) this.forms.add(form);
  }

  trace(message: string): void {
    this.write('trace', message);
  }
  debug(message: string): void {
    this.write('debug', message);
  }
  info(message: string): void {
    this.write('info', message);
  }
  warn(message: string): void {
    this.write('warn', message);
  }
  error(message: string): void {
    this.write('error', message);
  }

  show(): void {
    this.channel.show();
  }

  /** Later lines are dropped: a closed channel throws, which would end the work that logs during shutdown. */
  dispose(): void {
    this.isClosed = true;
    this.channel.dispose();
  }

  private write(level: keyof Log, message: string): void {
    if (!this.isClosed) this.channel[level](this.clean(message));
  }

  private clean(message: string): string {
    return this.shown(redactForms(message, this.forms));
  }
}
