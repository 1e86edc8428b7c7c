import type { ChatView as Chat, ChatLabels, ChatState, FactSection } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { Conversation } from '../shared/conversation';
import { make } from '../shared/dom';
import { drawFacts } from '../shared/drawEvent';
import type { ChatRenderer } from './chatPage';

export interface ChatEvents {
  copy(): void;
  openAddress(url: string): void;
}

/** Renders the chat page. */
export class ChatView implements ChatRenderer {
  private readonly title = make('h1', { attributes: { dir: 'auto' } });
  private readonly meta = make('p', { className: 'meta' });
  private readonly copy = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly tools = make('div', { className: 'tools', children: [this.copy] });
  private readonly live = make('div', { className: 'live dim', attributes: { role: 'status' } });
  private readonly problem = make('div', { className: 'banner', attributes: { role: 'alert' } });
  private readonly talk: Conversation;
  /** Below the newest message. While it is visible, the page scrolls to new messages. */
  private readonly foot = make('div', { className: 'foot' });
  private readonly side = make('div', { className: 'side' });
  private readonly columns: HTMLElement;
  private isDrawn = false;
  private hasConversation = false;
  private shownProblem = '';

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

  draw({ chat, title, labels, problem }: ChatState): void {
    if (!this.isDrawn) this.drawFrame();
    this.copy.textContent = labels.copy;
    this.talk.setLabels(labels);
    document.title = title;
    this.title.textContent = title;
    this.tools.hidden = chat === undefined;
    this.columns.hidden = chat === undefined;
    this.drawProblem(problem);
    this.drawMeta(chat, problem ? '' : labels.loading);
    this.side.replaceChildren(...(chat?.sections ?? []).map((section) => this.section(section, labels)));
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
    // Screen readers repeat the same text only if the live region was empty in between.
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
      children: [make('div', { className: 'line-up', children: [name, this.tools] }), this.problem],
    });
    // Keeps content and focused elements clear of the sticky bar, whatever its height.
    const measure = new ResizeObserver(() =>
      document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`),
    );
    measure.observe(bar);
    this.root.replaceChildren(bar, this.columns);
  }

  private drawProblem(problem: ChatState['problem']): void {
    const key = problem ? JSON.stringify(problem) : '';
    if (key === this.shownProblem) return;
    this.shownProblem = key;
    const box =
      problem &&
      make('div', {
        className: 'box gone',
        children: [make('p', { className: 'title', text: problem.title }), make('p', { text: problem.text })],
      });
    this.problem.replaceChildren(...(box ? [box] : []));
  }

  private drawMeta(chat: Chat | undefined, loading: string): void {
    const { label = '', value = '' } = chat?.status ?? {};
    const chip =
      chat && make('span', { className: 'chip', text: label, attributes: { 'data-status': value } });
    const id = make('span', { className: 'dim', text: chat?.id ?? loading });
    this.meta.replaceChildren(...(chip ? [chip, id] : [id]));
  }

  private section({ id, title, facts }: FactSection, labels: ChatLabels): HTMLElement {
    const open = (url: string): void => this.events.openAddress(url);
    const heading = make('h2', { id: `section-${id}`, text: title });
    const list = make('dl', { children: drawFacts(facts, labels, open) });
    return make('section', {
      className: 'details',
      attributes: { 'aria-labelledby': heading.id },
      children: [heading, list],
    });
  }
}
