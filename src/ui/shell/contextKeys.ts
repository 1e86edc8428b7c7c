import { commands } from 'vscode';
import { Emitter } from '../../core/base/event';
import type { ContextKey, ContextValues } from '../../manifest';

/** The only place that sets context keys for when clauses. An unchanged value is not sent again. */
export class ContextKeys {
  private readonly sent = new Map<ContextKey, unknown>();
  private readonly changed = new Emitter<ContextKey>();
  readonly onDidChange = this.changed.event;

  set<K extends ContextKey>(key: K, value: ContextValues[K]): void {
    if (this.sent.get(key) === value) return;
    this.sent.set(key, value);
    void commands.executeCommand('setContext', key, value);
    this.changed.fire(key);
  }

  /** Whether the key has this value. */
  is<K extends ContextKey>(key: K, value: ContextValues[K]): boolean {
    return this.sent.get(key) === value;
  }

  /** Resolves once the window has responded: this process may outlive its window. */
  async answered(): Promise<void> {
    await commands.executeCommand('setContext', 'livechat.answers', true);
  }
}
