import type { DetailWords, EventView } from '../../protocol/detail';
import { make } from '../shared/dom';
import { drawEvent, type OpenAddress } from './drawEvent';

/** How many events are drawn at first, and how many more each time that earlier ones are asked for. */
const firstChunk = 50;
const nextChunk = 100;

/** The conversation, of which only the newest part is drawn until somebody asks for more. */
export class Conversation {
  readonly element = make('section', {
    className: 'conversation',
    attributes: { 'aria-labelledby': 'said' },
  });
  private readonly heading = make('h2', { id: 'said' });
  private readonly list = make('ol', { className: 'events' });
  private readonly earlier = make('button', {
    className: 'secondary earlier',
    attributes: { type: 'button' },
  });
  private readonly empty = make('p', { className: 'dim' });
  private words: DetailWords | undefined;
  private events: readonly EventView[] = [];
  /** Index of the first event that is drawn. */
  private from = 0;

  constructor(
    private readonly open: OpenAddress,
    private readonly announce: (text: string) => void,
  ) {
    this.earlier.addEventListener('click', () => this.showEarlier());
    this.element.append(this.heading, this.earlier, this.empty, this.list);
  }

  setWords(words: DetailWords): void {
    this.words = words;
    this.heading.textContent = words.conversation;
    this.empty.textContent = words.empty;
    this.drawEarlier();
  }

  /** Draws what is new; what stands there already stays, unless it has changed. */
  show(events: readonly EventView[]): void {
    const before = this.events;
    const drawn = before.slice(this.from);
    const grew = drawn.length > 0 && drawn.every((event, i) => sameEvent(event, events[this.from + i]));
    this.events = events;
    if (grew) this.list.append(...this.drawnFrom(before.length, events.length));
    else {
      this.from = Math.max(0, events.length - Math.max(firstChunk, drawn.length));
      this.list.replaceChildren(...this.drawnFrom(this.from, events.length));
    }
    this.empty.hidden = events.length > 0;
    this.drawEarlier();
  }

  private showEarlier(): void {
    const { from, words } = this;
    const anchor = this.list.firstElementChild;
    const before = anchor?.getBoundingClientRect().top ?? 0;
    this.from = Math.max(0, from - nextChunk);
    const added = this.drawnFrom(this.from, from);
    this.list.prepend(...added);
    this.drawEarlier();
    // What was being read stays where it was.
    window.scrollBy(0, (anchor?.getBoundingClientRect().top ?? 0) - before);
    if (this.from === 0) this.focusOn(added.at(-1));
    this.announce(filled(words?.shown ?? '', added.length));
  }

  private focusOn(item: HTMLElement | undefined): void {
    if (!item) return;
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
  }

  private drawnFrom(from: number, to: number): HTMLLIElement[] {
    const { words } = this;
    if (!words) return [];
    return this.events.slice(from, to).map((event) => drawEvent(event, words, this.open));
  }

  private drawEarlier(): void {
    this.earlier.hidden = this.from === 0;
    this.earlier.textContent = filled(this.words?.earlier ?? '', this.from);
  }
}

function sameEvent(a: EventView, b: EventView | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function filled(words: string, count: number): string {
  return words.replace('{0}', new Intl.NumberFormat(document.documentElement.lang).format(count));
}
