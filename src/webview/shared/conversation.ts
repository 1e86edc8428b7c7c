import type { ConversationLabels, EventView } from '../../protocol/conversation';
import { make, moveFocus, setText } from './dom';
import { drawEvent, type EventActions } from './drawEvent';
import { keepFoldsOpen } from './drawText';

/** Number of events rendered initially, added per request, and at most. */
const firstChunk = 50;
const nextChunk = 100;
const mostDrawn = 300;
/**
 * Where the newest events are followed, more than `mostFollowed` are cut to `fewFollowed`: each new event lays out all
 * that are rendered, and removing one each time moves all others as well.
 */
const [fewFollowed, mostFollowed] = [100, 150];

/** The conversation. Only part of it is rendered: the newest events, and more on request. */
export class Conversation {
  readonly element = make('section', {
    className: 'conversation',
    attributes: { 'aria-labelledby': 'said' },
  });
  private readonly heading = make('h2', { id: 'said' });
  private readonly list = make('ol', { className: 'events' });
  private readonly earlier = moreButton(() => this.showEarlier());
  private readonly later = moreButton(() => this.showLater());
  private readonly empty = make('p', { className: 'dim', attributes: { hidden: '' } });
  private labels: ConversationLabels | undefined;
  private events: readonly EventView[] = [];
  /** Index of the first rendered event; `to` is exclusive. */
  private from = 0;
  private to = 0;

  constructor(
    private readonly actions: EventActions,
    private readonly announce: (text: string) => void,
  ) {
    this.element.append(this.heading, this.earlier, this.empty, this.list, this.later);
  }

  setLabels(labels: ConversationLabels): void {
    this.labels = labels;
    this.heading.textContent = labels.conversation;
    this.empty.textContent = labels.empty;
    this.drawButtons();
  }

  /**
   * Renders new and changed events, and keeps the others.
   * @param follow whether to scroll to the newest event
   */
  show(events: readonly EventView[], follow: boolean): void {
    const before = this.events;
    const prepended = countPrepended(before, events);
    if (prepended > 0) {
      this.events = events;
      this.from += prepended;
      this.to += prepended;
      this.showEarlier();
      return;
    }
    const { from, to } = this;
    const drawn = before.slice(from, to);
    const changed = drawn.findIndex((event, i) => !sameEvent(event, events[from + i]));
    const kept = changed === -1 ? drawn.length : changed;
    this.events = events;
    if (to === before.length ? kept === 0 : follow || from >= events.length) this.drawNewest(drawn.length);
    else if (to === before.length) this.replaceFrom(from + kept, events.length, follow);
    else if (kept < drawn.length) this.replaceFrom(from + kept, Math.min(to, events.length), false);
    this.empty.hidden = events.length > 0;
    this.drawButtons();
  }

  /** Adds events before the others, and renders what was rendered. @param events all of them */
  addEarlier(events: readonly EventView[]): void {
    const added = events.length - this.events.length;
    this.events = events;
    this.from += added;
    this.to += added;
    this.drawButtons();
  }

  /** Shows and focuses the event with this key, if there is one. */
  reveal(key: string): void {
    const index = this.events.findIndex((event) => event.key === key);
    if (index < 0) return;
    if (index < this.from || index >= this.to) {
      this.from = index;
      this.to = Math.min(this.events.length, index + nextChunk);
      this.list.replaceChildren(...this.drawnFrom(this.from, this.to));
      this.drawButtons();
    }
    const item = this.list.children[index - this.from];
    if (!(item instanceof HTMLElement)) return;
    focusOn(item);
    item.scrollIntoView({ block: 'start' });
  }

  /** Renders the events from an index on again, up to another one, and keeps those before it. */
  private replaceFrom(index: number, to: number, follow: boolean): void {
    const removed = [...this.list.children].slice(index - this.from);
    for (const item of removed) item.remove();
    const added = this.drawnFrom(index, to);
    keepFoldsOpen(removed, added);
    this.list.append(...added);
    this.to = to;
    // The focus stays where it is.
    const isCut = follow && to - this.from > mostFollowed && !this.list.contains(document.activeElement);
    const trim = (): void => this.trimStart(isCut ? fewFollowed : mostDrawn);
    // Who reads earlier events goes on where they are. For who follows, the page scrolls anyway.
    if (follow || to - this.from <= mostDrawn) trim();
    else this.keepInPlace(this.list.lastElementChild, trim);
  }

  private drawNewest(atLeast: number): void {
    this.to = this.events.length;
    this.from = Math.max(0, this.to - Math.max(firstChunk, Math.min(atLeast, mostDrawn)));
    const added = this.drawnFrom(this.from, this.to);
    keepFoldsOpen([...this.list.children], added);
    this.list.replaceChildren(...added);
  }

  private showEarlier(): void {
    const { from } = this;
    this.from = Math.max(0, from - nextChunk);
    const added = this.drawnFrom(this.from, from);
    this.keepInPlace(this.list.firstElementChild, () => {
      this.list.prepend(...added);
      this.to = Math.min(this.to, this.from + mostDrawn);
      while (this.list.children.length > mostDrawn) this.list.lastElementChild?.remove();
    });
    if (this.from === 0) goOnAt(added.at(-1));
    this.reportAdded(added.length);
  }

  private showLater(): void {
    const { to } = this;
    this.to = Math.min(this.events.length, to + nextChunk);
    const added = this.drawnFrom(to, this.to);
    this.keepInPlace(this.list.lastElementChild, () => {
      this.list.append(...added);
      this.trimStart(mostDrawn);
    });
    if (this.to === this.events.length) goOnAt(added[0]);
    this.reportAdded(added.length);
  }

  private trimStart(most: number): void {
    for (; this.to - this.from > most; this.from += 1) this.list.firstElementChild?.remove();
  }

  /** Keeps the scroll position relative to the visible events. */
  private keepInPlace(anchor: Element | null, change: () => void): void {
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    this.drawButtons();
    window.scrollBy(0, (anchor?.getBoundingClientRect().top ?? 0) - before);
  }

  private reportAdded(count: number): void {
    this.announce(filled(this.labels?.shown ?? '', count));
  }

  private drawnFrom(from: number, to: number): HTMLLIElement[] {
    const { labels } = this;
    if (!labels) return [];
    return this.events.slice(from, to).map((event) => drawEvent(event, labels, this.actions));
  }

  private drawButtons(): void {
    const after = this.events.length - this.to;
    countOn(this.earlier, this.labels?.earlier, this.from);
    countOn(this.later, this.labels?.later, after);
  }
}

/** Formatting a number takes longer than drawing a message. */
function countOn(button: HTMLButtonElement, label: string | undefined, count: number): void {
  button.hidden = count === 0;
  if (count > 0) setText(button, filled(label ?? '', count));
}

function moreButton(run: () => void): HTMLButtonElement {
  const button = make('button', { className: 'secondary more', attributes: { type: 'button' } });
  button.addEventListener('click', run);
  return button;
}

/** The focused button was removed. While events were fetched, the person may have gone on, e.g. to type a message. */
function goOnAt(item: HTMLElement | undefined): void {
  const { activeElement, body } = document;
  if (!item || (activeElement !== body && activeElement?.matches('button.more') !== true)) return;
  moveFocus(() => focusOn(item));
}

function focusOn(item: HTMLElement): void {
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
}

/** How many events were added before those that there were; 0 if anything else changed, too. */
function countPrepended(before: readonly EventView[], after: readonly EventView[]): number {
  const count = after.length - before.length;
  const isSame = before.length > 0 && before.every((event, i) => sameEvent(event, after[i + count]));
  return isSame ? Math.max(0, count) : 0;
}

function sameEvent(a: EventView, b: EventView | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function filled(labels: string, count: number): string {
  return labels.replace('{0}', new Intl.NumberFormat(document.documentElement.lang).format(count));
}
