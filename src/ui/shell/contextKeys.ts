import { commands } from 'vscode';
import type { ContextKey, ContextValues } from '../../manifest';

/** The only place that sets context keys for when clauses. An unchanged value is not sent again. */
export class ContextKeys {
  private readonly sent = new Map<ContextKey, unknown>();

  set<K extends ContextKey>(key: K, value: ContextValues[K]): void {
    if (this.sent.get(key) === value) return;
    this.sent.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }

  /** Resolves once the window has responded: this process may outlive its window. */
  async answered(): Promise<void> {
    await commands.executeCommand('setContext', 'livechat.answers', true);
  }
}
