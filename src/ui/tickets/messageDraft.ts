import { logRejection } from '../../core/base/log';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Draft, DraftId, DraftValues } from '../../core/stores/drafts/draft';
import type { Drafts } from '../../core/stores/drafts/draftStore';
import { isStorageError } from '../../core/storage/storageError';

export type MessageKind = 'reply' | 'note';

/** The message in the draft of a ticket. Other fields in the draft, typed in the ticket's panel, are left alone. */
export class MessageDraft implements Disposable {
  private readonly owned = new DisposableStore();
  private others: DraftValues = {};
  private base: DraftValues | undefined;
  private found: { readonly text: string; readonly kind: MessageKind } = { text: '', kind: 'reply' };

  private constructor(
    private readonly drafts: Drafts,
    private readonly id: DraftId,
    private readonly title: string,
  ) {}

  static async read(drafts: Drafts, id: DraftId, title: string): Promise<MessageDraft> {
    const draft = new MessageDraft(drafts, id, title);
    await draft.refresh();
    draft.owned.add(drafts.onDidChangeStored(() => logRejection(draft.refresh())));
    draft.owned.add(
      drafts.onDidChange(({ account, subject }) => {
        if (account === id.account && subject === id.subject) logRejection(draft.refresh());
      }),
    );
    return draft;
  }

  get text(): string {
    return this.found.text;
  }

  get kind(): MessageKind {
    return this.found.kind;
  }

  async keep(text: string, kind: MessageKind): Promise<void> {
    const message = text === '' ? {} : { message: text, ...(kind === 'note' && { private: true }) };
    await this.drafts.keep(
      this.id,
      this.title,
      { ...this.others, ...message },
      { ...(this.base && { base: this.base }) },
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async refresh(): Promise<void> {
    const draft = await this.draft();
    const { message, private: isPrivate, ...others } = draft?.values ?? {};
    this.others = others;
    this.base = draft?.base;
    this.found = {
      text: typeof message === 'string' ? message : '',
      kind: isPrivate === true ? 'note' : 'reply',
    };
  }

  /** An unreadable draft counts as none, so that writing is still possible. */
  private async draft(): Promise<Draft | undefined> {
    try {
      return await this.drafts.get(this.id);
    } catch (thrown) {
      if (isStorageError(thrown)) return undefined;
      throw thrown;
    }
  }
}
