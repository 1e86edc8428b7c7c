import type { ChatState, ChatView as Chat, ChatWords, FactSection } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { Conversation } from '../shared/conversation';
import { make } from '../shared/dom';
import { drawFacts } from '../shared/drawFacts';
import type { ChatFace } from './chatPage';

export interface ChatEvents {
  copy(): void;
  openAddress(url: string): void;
}

/** The detail of a chat as it is seen and heard. */
export class ChatView implements ChatFace {
  private readonly title = make('h1', { attributes: { dir: 'auto' } });
  private readonly meta = make('p', { className: 'meta' });
  private readonly copy = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly tools = make('div', { className: 'tools', children: [this.copy] });
  private readonly live = make('div', { className: 'live dim', attributes: { role: 'status' } });
  private readonly trouble = make('div', { className: 'banner', attributes: { role: 'alert' } });
  private readonly talk: Conversation;
  /** Below the newest message: whether it is seen tells whether somebody follows the chat. */
  private readonly foot = make('div', { className: 'foot' });
  private readonly side = make('div', { className: 'side' });
  private readonly columns: HTMLElement;
  private isDrawn = false;
  private hasConversation = false;
  private shownTrouble = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly events: ChatEvents,
  ) {
    this.talk = new Conversation(
      (url) => events.openAddress(url),
      (text) => this.announce(text),
    );
    const talk = make('div', { className: 'talk', children: [this.talk.element, this.foot] });
    this.columns = make('div', { className: 'columns', children: [talk, this.side] });
    this.copy.addEventListener('click', () => events.copy());
  }

  draw({ chat, title, words, trouble }: ChatState): void {
    if (!this.isDrawn) this.drawFrame();
    this.copy.textContent = words.copy;
    this.talk.setWords(words);
    document.title = title;
    this.title.textContent = title;
    this.tools.hidden = chat === undefined;
    this.columns.hidden = chat === undefined;
    this.drawTrouble(trouble);
    this.drawMeta(chat, trouble ? '' : words.loading);
    this.side.replaceChildren(...(chat?.sections ?? []).map((section) => this.section(section, words)));
  }

  conversation(events: readonly EventView[], scroll: number | undefined): void {
    const { top, bottom } = this.foot.getBoundingClientRect();
    const follows = top < window.innerHeight && bottom >= 0;
    this.talk.show(events, follows);
    if (this.hasConversation ? follows : scroll === undefined) this.foot.scrollIntoView({ block: 'end' });
    else if (!this.hasConversation && scroll !== undefined) window.scrollTo(0, scroll);
    this.hasConversation = true;
  }

  announce(text: string): void {
    // The same sentence is said again only where the region was empty in between.
    this.live.textContent = '';
    requestAnimationFrame(() => {
      this.live.textContent = text;
    });
  }

  private drawFrame(): void {
    this.isDrawn = true;
    const state = make('div', { className: 'status-line', children: [this.meta, this.live] });
    const name = make('div', { className: 'name', children: [this.title, state] });
    const bar = make('div', {
      className: 'bar',
      children: [make('div', { className: 'line-up', children: [name, this.tools] }), this.trouble],
    });
    // What stands below the bar, or gets the focus, keeps clear of it however high it is.
    const measure = new ResizeObserver(() =>
      document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`),
    );
    measure.observe(bar);
    this.root.replaceChildren(bar, this.columns);
  }

  private drawTrouble(trouble: ChatState['trouble']): void {
    const key = trouble ? JSON.stringify(trouble) : '';
    if (key === this.shownTrouble) return;
    this.shownTrouble = key;
    const box =
      trouble &&
      make('div', {
        className: 'box gone',
        children: [make('p', { className: 'title', text: trouble.title }), make('p', { text: trouble.text })],
      });
    this.trouble.replaceChildren(...(box ? [box] : []));
  }

  private drawMeta(chat: Chat | undefined, loading: string): void {
    const { label = '', value = '' } = chat?.status ?? {};
    const chip =
      chat && make('span', { className: 'chip', text: label, attributes: { 'data-status': value } });
    const id = make('span', { className: 'dim', text: chat?.id ?? loading });
    this.meta.replaceChildren(...(chip ? [chip, id] : [id]));
  }

  private section({ id, title, facts }: FactSection, words: ChatWords): HTMLElement {
    const open = (url: string): void => this.events.openAddress(url);
    const heading = make('h2', { id: `section-${id}`, text: title });
    const list = make('dl', { children: drawFacts(facts, words, open) });
    return make('section', {
      className: 'details',
      attributes: { 'aria-labelledby': heading.id },
      children: [heading, list],
    });
  }
}
