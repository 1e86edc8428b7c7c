import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { isStorageError } from '../../core/storage/storageError';

export type MessageKind = 'reply' | 'note';

/** The draft of what is typed for one ticket: the same that its panel keeps, with the fields changed there. */
export interface MessageDraftId {
  readonly account: string;
  readonly subject: `reply/${string}`;
}

type Values = Readonly<Record<string, unknown>>;

/** Where what is typed is kept while it is typed. Values that hold nothing take the draft away. */
export interface MessageDrafts {
  readonly onDidChange: Event<{ readonly account: string; readonly subject: string }>;
  get(id: MessageDraftId): Promise<{ readonly values: Values } | undefined>;
  keep(id: MessageDraftId, title: string, values: Values): Promise<unknown>;
}

/** The message in the draft of a ticket; whatever else is typed for the ticket stays as it is. */
export class MessageDraft implements Disposable {
  private readonly owned = new DisposableStore();
  private others: Values = {};
  private found: { readonly text: string; readonly kind: MessageKind } = { text: '', kind: 'reply' };

  private constructor(
    private readonly drafts: MessageDrafts,
    private readonly id: MessageDraftId,
    private readonly title: string,
  ) {}

  /** Reads what was typed before, here or in the panel of the ticket. */
  static async read(drafts: MessageDrafts, id: MessageDraftId, title: string): Promise<MessageDraft> {
    const draft = new MessageDraft(drafts, id, title);
    await draft.follow();
    draft.owned.add(
      drafts.onDidChange(({ account, subject }) => {
        if (account === id.account && subject === id.subject) void draft.follow();
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
    await this.drafts.keep(this.id, this.title, { ...this.others, ...message });
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** A draft that cannot be read keeps nobody from writing. */
  private async values(): Promise<Values> {
    try {
      return (await this.drafts.get(this.id))?.values ?? {};
    } catch (thrown) {
      if (isStorageError(thrown)) return {};
      throw thrown;
    }
  }

  private async follow(): Promise<void> {
    const { message, private: isPrivate, ...others } = await this.values();
    this.others = others;
    this.found = {
      text: typeof message === 'string' ? message : '',
      kind: isPrivate === true ? 'note' : 'reply',
    };
  }
}
