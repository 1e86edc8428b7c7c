import type { CardEntry, CardLabels, CardState, NoteView } from '../../protocol/visitorCard';
import { make, moveFocus, setText } from '../shared/dom';
import type { CardRenderer } from './cardPage';

/** Entries that are shown before the person asks for more. */
const firstEntries = 5;
const mostLetters = 20_000;

export interface CardEvents {
  open(entry: CardEntry): void;
  search(): void;
  cancel(): void;
  reveal(): void;
  input(text: string): void;
}

/** Renders the visitor card. Text is set as text content, never as markup. */
export class CardView implements CardRenderer {
  private readonly title = make('h2', { id: 'visitor-card' });
  private readonly person = make('p', { className: 'dim address', attributes: { dir: 'auto' } });
  private readonly historyTitle = make('h3', { id: 'visitor-history' });
  private readonly list = make('ul', {
    className: 'entries',
    attributes: { 'aria-labelledby': this.historyTitle.id },
  });
  private readonly more = secondaryButton(() => this.showAll());
  private readonly completeness = make('p', { className: 'dim completeness' });
  private readonly searchButton = secondaryButton(() =>
    this.isSearching ? this.events.cancel() : this.events.search(),
  );
  private readonly searchText = make('p', { className: 'dim', attributes: { role: 'status' } });
  private readonly noteTitle = make('h3', { id: 'visitor-note' });
  private readonly note = make('textarea', {
    attributes: {
      rows: '4',
      'aria-labelledby': this.noteTitle.id,
      maxlength: String(mostLetters),
      dir: 'auto',
      'aria-describedby': 'visitor-note-help',
    },
  });
  private readonly masked = make('p', { className: 'text', attributes: { dir: 'auto' } });
  private readonly show = secondaryButton(() => this.events.reveal());
  private readonly maskedNote = make('div', { className: 'masked', children: [this.masked, this.show] });
  private readonly noteHelp = make('p', { id: 'visitor-note-help', className: 'dim' });
  private readonly problem = make('div', { className: 'alert', attributes: { role: 'alert' } });
  private readonly history = make('div', {
    className: 'history',
    children: [
      this.historyTitle,
      this.list,
      this.more,
      this.completeness,
      make('div', { className: 'actions', children: [this.searchButton] }),
      this.searchText,
    ],
  });
  private readonly notes = make('div', {
    className: 'notes',
    children: [this.noteTitle, this.note, this.maskedNote, this.noteHelp, this.problem],
  });
  readonly element = make('section', {
    className: 'visitor-card',
    attributes: { 'aria-labelledby': this.title.id, hidden: '' },
    children: [this.title, this.person, this.history, this.notes],
  });
  private labels: CardLabels | undefined;
  private entries: readonly CardEntry[] = [];
  private shownAll = false;
  private isSearching = false;
  private hasNote = false;

  constructor(private readonly events: CardEvents) {
    this.note.addEventListener('input', () => events.input(this.note.value));
  }

  draw({ labels, person, hasAddress, entries, completeness, search, note }: CardState): void {
    this.labels = labels;
    this.element.hidden = false;
    setText(this.title, labels.title);
    setText(this.person, person);
    setText(this.historyTitle, labels.history);
    setText(this.noteTitle, labels.note);
    setText(this.noteHelp, labels.noteHelp);
    // What follows the card moves no more than it has to once the rest is read.
    this.history.hidden = this.notes.hidden = !hasAddress;
    this.hasNote = note !== undefined;
    this.note.readOnly = !this.hasNote;
    this.drawEntries(entries ?? []);
    setText(this.completeness, completeness ?? '');
    this.isSearching = search?.isRunning === true;
    setText(this.searchButton, this.isSearching ? labels.cancel : labels.search);
    setText(this.searchText, search?.text ?? '');
    this.drawNote(note?.masked);
  }

  setNote(text: string): void {
    if (this.note.value !== text) this.note.value = text;
  }

  setWaiting(waiting: boolean): void {
    this.note.readOnly = waiting || !this.hasNote;
  }

  setProblem(text: string | undefined): void {
    if (this.problem.textContent === (text ?? '')) return;
    this.problem.replaceChildren(...(text === undefined ? [] : [make('p', { text })]));
  }

  /** What replaces a control that had the focus gets it. */
  private drawNote(masked: NoteView['masked']): void {
    const [gone, next] = masked ? [this.note, this.show] : [this.show, this.note];
    const hadFocus = document.activeElement === gone;
    this.note.hidden = masked !== undefined;
    this.maskedNote.hidden = masked === undefined;
    setText(this.masked, masked?.text ?? '');
    setText(this.show, masked?.show ?? '');
    if (hadFocus) moveFocus(() => next.focus());
  }

  /** Unchanged entries are not rebuilt, which keeps the focus; one that is gone leaves it to its neighbor. */
  private drawEntries(entries: readonly CardEntry[]): void {
    if (JSON.stringify(entries) !== JSON.stringify(this.entries)) {
      const at = [...this.list.children].findIndex((item) => item.contains(document.activeElement));
      const focused = at < 0 ? undefined : this.entries[at];
      this.entries = entries;
      this.list.replaceChildren(...this.shownEntries().map((entry) => this.item(entry)));
      const index = entries.findIndex(({ kind, id }) => kind === focused?.kind && id === focused.id);
      const next = index >= 0 ? index : Math.min(at, this.list.children.length - 1);
      if (at >= 0) moveFocus(() => (this.buttonAt(next) ?? this.searchButton).focus());
    }
    this.list.hidden = entries.length === 0;
    const rest = entries.length - this.list.children.length;
    this.more.hidden = rest === 0;
    const count = new Intl.NumberFormat(document.documentElement.lang).format(rest);
    setText(this.more, (this.labels?.showMore ?? '').replace('{0}', count));
  }

  private shownEntries(): readonly CardEntry[] {
    return this.shownAll ? this.entries : this.entries.slice(0, firstEntries);
  }

  private showAll(): void {
    const before = this.list.children.length;
    this.shownAll = true;
    this.list.append(...this.entries.slice(before).map((entry) => this.item(entry)));
    this.more.hidden = true;
    this.buttonAt(before)?.focus();
  }

  private buttonAt(index: number): HTMLButtonElement | undefined {
    return this.list.children[index]?.querySelector('button') ?? undefined;
  }

  private item(entry: CardEntry): HTMLLIElement {
    const { kindLabel, title, status, moment } = entry;
    const about = [
      make('span', { text: kindLabel }),
      status &&
        make('span', { className: 'chip', text: status.label, attributes: { 'data-status': status.value } }),
      moment && make('time', { text: moment.text, attributes: { datetime: moment.iso } }),
    ];
    const button = make('button', {
      className: 'entry',
      attributes: { type: 'button' },
      children: [
        make('span', { className: 'entry-title', text: title, attributes: { dir: 'auto' } }),
        make('span', { className: 'entry-about dim', children: about }),
      ],
    });
    button.addEventListener('click', () => this.events.open(entry));
    return make('li', { children: [button] });
  }
}

function secondaryButton(run: () => void): HTMLButtonElement {
  const button = make('button', { className: 'secondary', attributes: { type: 'button' } });
  button.addEventListener('click', run);
  return button;
}
