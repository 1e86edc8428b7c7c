import { window } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { redact } from '../../core/base/redact';

/** The log as people read it. Every line goes through redaction, whoever wrote it. */
export class ChannelLog implements Log, Disposable {
  private readonly channel = window.createOutputChannel('LiveChat', { log: true });
  private readonly secrets = new Set<string>();

  /** From now on this text never appears in the log. */
  hide(secret: string): void {
    this.secrets.add(secret);
  }

  trace(message: string): void {
    this.channel.trace(this.clean(message));
  }
  debug(message: string): void {
    this.channel.debug(this.clean(message));
  }
  info(message: string): void {
    this.channel.info(this.clean(message));
  }
  warn(message: string): void {
    this.channel.warn(this.clean(message));
  }
  error(message: string): void {
    this.channel.error(this.clean(message));
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }

  private clean(message: string): string {
    return redact(message, this.secrets);
  }
}
