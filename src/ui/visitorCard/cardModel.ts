import type { PersonFound, SearchPersonOptions } from '../../core/actions/searchPerson';
import type { Clock } from '../../core/base/clock';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import { logRejection, type Log } from '../../core/base/log';
import { isSameAddress } from '../../core/domain/account';
import { failureOf, type Failure } from '../../core/domain/failure';
import { changedAtOf, itemOfChat } from '../../core/localData/keptItem';
import { listedChat } from '../../core/localData/keptChats';
import type { History, HistoryItem } from '../../core/localData/people/history';
import type { StorageFault } from '../../core/storage/storageError';
import type { NoteStore, PersonNote } from '../../core/stores/noteStore';
import { mergeItems, type ShownItem } from './cardItems';
import type { CardSubject } from './cardSubject';

/** Items that are read. */
export const mostItems = 200;
/** A held arrow key passes through panels without a query for each. */
const readAfterMs = 150;
/** Changes come in bursts. */
const readAgainAfterMs = 500;

export interface CardPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the user sees the card: what changes meanwhile is read once it is shown again, see `look`. */
  readonly isShown: () => boolean;
  /** @throws if it cannot be read */
  readonly history: (account: string, mail: string, limit: number) => Promise<History>;
  /** Items were kept or deleted. */
  readonly onDidChangeItems: Event<unknown>;
  readonly notes: Pick<NoteStore, 'read' | 'keep'>;
  /** Notes were stored or deleted, also by another window. */
  readonly onDidChangeNotes: Event<unknown>;
  /** Searches LiveChat, which makes calls. @throws FailureError */
  readonly search: (account: string, mail: string, options: SearchPersonOptions) => Promise<PersonFound>;
}

export type CardSearch =
  | { readonly kind: 'running'; readonly calls: number; readonly tickets: number; readonly chats: number }
  /** `chats` is absent if the account's API cannot search them. */
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly calls: number;
      readonly tickets: number;
      readonly chats?: number;
      readonly isComplete: boolean;
    }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'failed'; readonly why: Failure | 'fault' };

/** What is known of the person of a panel, and the user's note about them. */
export class CardModel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  subject: CardSubject | undefined;
  /** What is kept; absent until it was read. */
  history: History | undefined;
  /** What is kept could not be read. */
  hasFailed = false;
  search: CardSearch | undefined;
  /** Absent until it was read. */
  note: PersonNote | undefined;
  noteFault: StorageFault | undefined;
  private found: readonly HistoryItem[] = [];
  private searching: AbortController | undefined;
  private reading: Disposable | undefined;
  private isStale = false;

  constructor(private readonly ports: CardPorts) {
    this.owned.add(
      ports.onDidChangeItems(() => {
        this.isStale = true;
        if (ports.isShown()) this.readSoon(readAgainAfterMs);
      }),
    );
    this.owned.add(
      ports.onDidChangeNotes(() => {
        if (this.note) logRejection(this.readNote(), ports.log);
      }),
    );
  }

  get mail(): string | undefined {
    const mail = this.subject?.person.mail?.trim();
    return mail === '' ? undefined : mail;
  }

  /** Earlier tickets and chats, changed last first. */
  get items(): readonly ShownItem[] | undefined {
    const { history, subject, found } = this;
    return history && subject && mergeItems([...found, ...history.items], subject.self);
  }

  show(subject: CardSubject): void {
    const before = this.subject;
    this.subject = subject;
    const isSame =
      before?.account === subject.account && isSameAddress(before.person.mail, subject.person.mail);
    if (!isSame) {
      this.searching?.abort();
      this.searching = undefined;
      this.search = this.history = this.note = this.noteFault = undefined;
      this.hasFailed = false;
      this.found = [];
      this.readSoon(readAfterMs);
    }
    if (JSON.stringify(before) !== JSON.stringify(subject)) this.changed.fire(undefined);
  }

  /** The card is shown again: reads what has changed. */
  look(): void {
    if (this.isStale) this.readSoon(readAfterMs);
  }

  /** @returns whether it, or newer text, is stored */
  async type(text: string, at: number): Promise<boolean> {
    const { subject, mail } = this;
    if (!subject || mail === undefined) return false;
    this.note = { text, savedAt: Math.max(at, this.note?.savedAt ?? 0) };
    const fault = await this.ports.notes.keep({ account: subject.account, mail }, text, at);
    if (fault !== this.noteFault) {
      this.noteFault = fault;
      this.changed.fire(undefined);
    }
    return fault === undefined;
  }

  /** Searches LiveChat. Never rejects for a failed call. */
  async searchLiveChat(): Promise<void> {
    const { subject, mail } = this;
    if (!subject || mail === undefined || this.searching) return;
    const searching = (this.searching = new AbortController());
    const { signal } = searching;
    let calls = 0;
    this.setSearch({ kind: 'running', calls, tickets: 0, chats: 0 });
    try {
      const found = await this.ports.search(subject.account, mail, {
        signal,
        onProgress: (progress) => {
          ({ calls } = progress);
          if (this.searching === searching) this.setSearch({ kind: 'running', ...progress });
        },
      });
      if (this.searching !== searching) return;
      const { tickets, chats, isComplete } = found;
      this.found = itemsOf(found);
      this.setSearch({
        ...{ kind: 'done', at: this.ports.clock.now(), calls, tickets: tickets.length, isComplete },
        ...(chats && { chats: chats.length }),
      });
    } catch (thrown) {
      if (this.searching !== searching) return;
      const why = failureOf(thrown);
      if (!why) this.ports.log.error(String(thrown));
      this.setSearch(signal.aborted ? { kind: 'canceled' } : { kind: 'failed', why: why ?? 'fault' });
    } finally {
      if (this.searching === searching) this.searching = undefined;
    }
  }

  cancel(): void {
    this.searching?.abort();
  }

  dispose(): void {
    this.searching?.abort();
    this.searching = undefined;
    this.reading?.dispose();
    this.owned.dispose();
  }

  private setSearch(search: CardSearch): void {
    this.search = search;
    this.changed.fire(undefined);
  }

  private readSoon(ms: number): void {
    if (this.mail === undefined) return;
    this.reading ??= this.ports.clock.after(ms, () => {
      this.reading = undefined;
      this.isStale = false;
      logRejection(Promise.all([this.readHistory(), this.readNote()]), this.ports.log);
    });
  }

  private async readHistory(): Promise<void> {
    const { subject, mail } = this;
    if (!subject || mail === undefined) return;
    try {
      const history = await this.ports.history(subject.account, mail, mostItems);
      if (!this.isAbout(subject)) return;
      this.history = history;
      this.hasFailed = false;
    } catch {
      // Without a database, or while its thread ends, nothing is known.
      if (!this.isAbout(subject)) return;
      this.history ??= { items: [], total: 0 };
      this.hasFailed = true;
    }
    this.changed.fire(undefined);
  }

  /** A note that is stored is shown unless this window has newer text; what was deleted elsewhere is emptied. */
  private async readNote(): Promise<void> {
    const { subject, mail } = this;
    if (!subject || mail === undefined) return;
    let stored: PersonNote | undefined;
    try {
      stored = await this.ports.notes.read({ account: subject.account, mail });
    } catch {
      // The next text that is typed says why it cannot be stored.
      stored = undefined;
    }
    if (!this.isAbout(subject)) return;
    const { note } = this;
    if (note && stored && stored.savedAt <= note.savedAt) return;
    if (note && !stored && (note.text.trim() === '' || this.noteFault !== undefined)) return;
    this.note = stored ?? { text: '', savedAt: note ? note.savedAt + 1 : 0 };
    this.changed.fire(undefined);
  }

  private isAbout({ account, person }: CardSubject): boolean {
    return this.subject?.account === account && isSameAddress(this.subject.person.mail, person.mail);
  }
}

function itemsOf({ tickets, chats = [] }: PersonFound): readonly HistoryItem[] {
  return [
    ...tickets.map((ticket) => ({ kind: 'ticket', ticket, at: changedAtOf(ticket) }) as const),
    ...chats.map(
      (chat) =>
        ({
          kind: 'chat',
          chat: listedChat({ from: 'api', chat }),
          at: itemOfChat(chat).changedAt,
        }) as const,
    ),
  ];
}
