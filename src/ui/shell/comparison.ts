import { commands, l10n, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';

const scheme = 'livechat-conflict';

/** Two versions of a ticket or agent as plain text, one line per field. */
export interface Versions {
  /** Names the item and the two sides. */
  readonly title: string;
  readonly current: string;
  readonly merged: string;
}

/** Shows two versions side by side in the diff editor, as read-only plain text. */
export class Comparisons implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly texts = new Map<string, string>();
  /**
   * Path of the newest comparison per name. Each one needs a new path, because the editor caches documents by URI.
   */
  private readonly places = new Map<string, string>();
  private count = 0;

  constructor() {
    this.owned.add(
      workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: ({ path }) =>
          this.texts.get(path) ?? l10n.t('This comparison is no longer available.'),
      }),
    );
  }

  /** @param name identifies the comparison: one ticket or agent of one account */
  async show(name: string, { title, current, merged }: Versions): Promise<void> {
    this.forget(name);
    const place = `/${++this.count}`;
    this.places.set(name, place);
    const left = this.put(`${place}/current.txt`, current);
    const right = this.put(`${place}/merged.txt`, merged);
    await commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  async close(name: string): Promise<void> {
    const place = this.forget(name);
    const tabs = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          input instanceof TabInputTextDiff &&
          input.modified.scheme === scheme &&
          input.modified.path === `${place ?? ''}/merged.txt`,
      );
    if (tabs.length > 0) await window.tabGroups.close(tabs);
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.places.keys()]) await this.close(name);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private forget(name: string): string | undefined {
    const place = this.places.get(name);
    this.places.delete(name);
    for (const version of ['current', 'merged']) this.texts.delete(`${place ?? ''}/${version}.txt`);
    return place;
  }

  private put(path: string, text: string): Uri {
    this.texts.set(path, text);
    return Uri.from({ scheme, path });
  }
}
