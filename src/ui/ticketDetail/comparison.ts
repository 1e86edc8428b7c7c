import { commands, l10n, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { oneLine } from '../../core/base/plainText';
import { versionText } from './versionText';
import { viewWords } from './viewWords';

const scheme = 'livechat-conflict';

/** Two versions of a ticket side by side in the diff editor, as read-only plain text. */
export class Comparisons implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly texts = new Map<string, string>();
  /** Where the newest comparison of each name stands: the editor keeps a text of an address that it knows. */
  private readonly places = new Map<string, string>();
  private count = 0;

  constructor() {
    this.owned.add(
      workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: ({ path }) => this.texts.get(path) ?? l10n.t('This comparison is over.'),
      }),
    );
  }

  /** @param name tells the comparison from others: one ticket of one account */
  async show(name: string, { base, theirs, mine }: TicketConflict): Promise<void> {
    this.forget(name);
    const place = `/${++this.count}`;
    this.places.set(name, place);
    const words = viewWords();
    const shared = Math.min(base.events.length, theirs.events.length);
    const left = this.put(`${place}/theirs.txt`, versionText(theirs, words, shared));
    const right = this.put(`${place}/mine.txt`, versionText(mine, words, shared));
    const title = l10n.t('Ticket {0}: as it is now ↔ with your change', oneLine(theirs.id, 40));
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
          input.modified.path === `${place ?? ''}/mine.txt`,
      );
    if (tabs.length > 0) await window.tabGroups.close(tabs);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private forget(name: string): string | undefined {
    const place = this.places.get(name);
    this.places.delete(name);
    for (const version of ['theirs', 'mine']) this.texts.delete(`${place ?? ''}/${version}.txt`);
    return place;
  }

  private put(path: string, text: string): Uri {
    this.texts.set(path, text);
    return Uri.from({ scheme, path });
  }
}
