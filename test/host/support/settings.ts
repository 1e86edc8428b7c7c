import { ConfigurationTarget, workspace } from 'vscode';

/** Changes user settings for a test, and restores them. */
export class ChangedSettings {
  private readonly changed = new Set<string>();

  async set(key: string, value: unknown): Promise<void> {
    this.changed.add(key);
    await workspace.getConfiguration().update(key, value, ConfigurationTarget.Global);
  }

  async restore(): Promise<void> {
    for (const key of this.changed) {
      await workspace.getConfiguration().update(key, undefined, ConfigurationTarget.Global);
    }
    this.changed.clear();
  }
}
