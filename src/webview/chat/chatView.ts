import type { ChatView as Chat, ChatLabels, ChatState, FactSection } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import type { DelayedReply } from '../../protocol/delayedReply';
import type { ChatActionId, LiveView } from '../../protocol/liveChat';
import { Conversation } from '../shared/conversation';
import {
  announceIn,
  focusTitle,
  insertIntoMessage,
  make,
  moveFocus,
  setNote,
  setText,
  waitingBar,
} from '../shared/dom';
import { drawFacts } from '../shared/drawEvent';
import { mayTakeFocus } from '../shared/focus';
import { ActionBar } from './actionBar';
import type { ChatRenderer } from './chatPage';
import { Composer, type ComposerEvents } from './composer';
import type { Typed } from './livePart';

export interface ChatEvents extends ComposerEvents {
  copy(): void;
  openAddress(url: string): void;
  act(action: ChatActionId): void;
  retry(key: string): void;
  takeBack(key: string): void;
}

/** Renders the chat page. */
export class ChatView implements ChatRenderer {
  private readonly title = make('h1', { attributes: { dir: 'auto' } });
  private readonly meta = make('p', { className: 'meta' });
  private readonly copy = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly actions: ActionBar;
  private readonly tools = make('div', { className: 'tools' });
  /** Who else has the chat open. */
  private readonly presence = make('p', {
    className: 'presence',
    attributes: { role: 'status', dir: 'auto' },
  });
  private readonly live = make('div', { className: 'live dim', attributes: { role: 'status' } });
  private readonly problem = make('div', { className: 'banner', attributes: { role: 'alert' } });
  private readonly talk: Conversation;
  private readonly composer: Composer;
  /** What is shown below the conversation: who is typing, and why nothing can be sent. */
  private readonly earlier = make('button', {
    className: 'secondary more',
    attributes: { type: 'button', hidden: '' },
  });
  private readonly customersView = make('p', { className: 'note', attributes: { hidden: '' } });
  private readonly peek = make('div', { className: 'event peek', attributes: { hidden: '' } });
  private readonly typing = make('p', { className: 'typing dim', attributes: { role: 'status' } });
  private readonly hint = make('p', { className: 'note', attributes: { hidden: '' } });
  /** Not announced with every change: the toast is. */
  private readonly transfer = make('p', {
    className: 'note',
    attributes: { hidden: '', 'data-note': 'transfer' },
  });
  private readonly spoken = make('div', { className: 'spoken', attributes: { role: 'log' } });
  private readonly waiting = waitingBar();
  private waitingText = '';
  private shownChat = '';
  /** Below the newest message. While it is visible, the page scrolls to new messages. */
  private readonly foot = make('div', { className: 'foot' });
  private readonly sections = make('div', { className: 'sections' });
  private readonly columns: HTMLElement;
  private isDrawn = false;
  private hasConversation = false;
  /** While the page changes: whether the newest message was in view before. */
  private follows: boolean | undefined;
  private shownProblem = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly events: ChatEvents,
    /** The visitor card. */
    card: HTMLElement,
  ) {
    this.talk = new Conversation(events, (text) => this.announce(text));
    this.composer = new Composer(events);
    this.actions = new ActionBar((action) => events.act(action));
    this.tools.append(this.actions.element, this.copy);
    const { customersView, peek, typing, transfer, hint, composer, foot } = this;
    // Why nothing can be sent stays in view, as the input does.
    const dock = make('div', { className: 'dock', children: [transfer, hint, composer.element] });
    const talk = make('div', {
      className: 'talk',
      children: [customersView, this.earlier, this.talk.element, peek, typing, dock, foot],
    });
    this.keepEndAbove(dock);
    const side = make('div', { className: 'side', children: [card, this.sections] });
    this.columns = make('div', { className: 'columns', children: [talk, side] });
    this.earlier.addEventListener('click', () => events.act('earlier'));
    this.copy.addEventListener('click', () => events.copy());
  }

  draw({ chat, title, labels, problem, presence = '' }: ChatState): void {
    if (!this.isDrawn) this.drawFrame();
    setText(this.presence, presence);
    this.drawProblem(problem);
    // Most often only the composer has changed.
    const key = JSON.stringify([chat, title, labels, problem === undefined]);
    if (key === this.shownChat) return;
    this.shownChat = key;
    this.copy.textContent = labels.copy;
    this.waitingText = labels.waiting;
    this.talk.setLabels(labels);
    document.title = title;
    this.title.textContent = title;
    this.tools.hidden = chat === undefined;
    this.columns.hidden = chat === undefined;
    this.drawMeta(chat, problem ? '' : labels.loading);
    this.sections.replaceChildren(...(chat?.sections ?? []).map((section) => this.section(section, labels)));
  }

  conversation(events: readonly EventView[], scroll: number | undefined): void {
    const isFirst = !this.hasConversation;
    this.following((follows) => {
      this.talk.show(events, follows);
      return isFirst ? scroll === undefined : follows;
    });
    if (isFirst && scroll !== undefined) window.scrollTo(0, scroll);
    this.hasConversation = true;
  }

  together(change: () => void): void {
    this.following((follows) => {
      change();
      return follows;
    });
  }

  addEarlier(events: readonly EventView[]): void {
    this.talk.addEarlier(events);
  }

  drawLive(view: LiveView | undefined, typed: Typed): void {
    this.together(() => this.drawPart(view, typed));
  }

  /** Shows and focuses an event. */
  reveal(key: string): void {
    this.talk.reveal(key);
  }

  setProblem(text: string | undefined): void {
    this.composer.setProblem(text);
  }

  setDelayed(delayed: DelayedReply | undefined, seconds: number): void {
    this.composer.setDelayed(delayed, seconds);
  }

  setWaiting(waiting: boolean): void {
    this.waiting.textContent = waiting ? this.waitingText : '';
    this.composer.setInert(waiting);
  }

  showNewest(): void {
    this.foot.scrollIntoView({ block: 'end' });
  }

  focusComposer(): void {
    this.composer.focus();
  }

  returnToComposer(): void {
    if (mayTakeFocus<Element>(this.composer.element, document)) moveFocus(() => this.composer.focus());
  }

  /** For screen readers only: the message itself is on the page. */
  speak(text: string): void {
    announceIn(this.spoken, text);
  }

  announce(text: string): void {
    announceIn(this.live, text);
  }

  insert(text: string): void {
    insertIntoMessage(this.root, text);
  }

  enter(text: string): void {
    focusTitle(this.title);
    this.announce(text);
  }

  private drawFrame(): void {
    this.isDrawn = true;
    const state = make('div', { className: 'status-line', children: [this.meta, this.presence, this.live] });
    const name = make('div', { className: 'name', children: [this.title, state] });
    const bar = make('div', {
      className: 'bar',
      children: [make('div', { className: 'line-up', children: [name, this.tools] }), this.problem],
    });
    // Keeps content and focused elements clear of the sticky bar, whatever its height.
    const measure = new ResizeObserver(() => {
      if (bar.isConnected)
        document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`);
    });
    measure.observe(bar);
    this.root.replaceChildren(bar, this.columns, this.spoken, this.waiting);
  }

  /**
   * A note or a longer text makes the dock higher, which would cover the newest message. What makes it appear keeps the
   * position itself.
   */
  private keepEndAbove(dock: HTMLElement): void {
    let height = 0;
    const measure = new ResizeObserver(() => {
      const grownBy = height === 0 ? 0 : dock.offsetHeight - height;
      height = dock.offsetHeight;
      const wasAtEnd = this.foot.getBoundingClientRect().top - grownBy < window.innerHeight;
      if (grownBy > 0 && this.hasConversation && wasAtEnd) this.showNewest();
    });
    measure.observe(dock);
  }

  private drawPart(view: LiveView | undefined, typed: Typed): void {
    const { composer, customersView, peek, hint } = this;
    this.actions.draw(view?.actions ?? [], view?.isBusy ?? false);
    this.earlier.hidden = view?.earlier === undefined;
    setText(this.earlier, view?.earlier?.label ?? '');
    setNote(customersView, view?.customersView);
    setNote(this.transfer, view?.transfer);
    setNote(hint, view?.hint);
    setText(this.typing, view?.typing ?? '');
    peek.hidden = view?.peek === undefined;
    peek.replaceChildren(
      ...(view?.peek
        ? [
            make('div', { className: 'head dim', text: view.peek.label }),
            make('p', { className: 'text', text: view.peek.text, attributes: { dir: 'auto' } }),
          ]
        : []),
    );
    composer.element.hidden = view?.composer === undefined;
    if (view?.composer) composer.draw(view.composer, typed);
  }

  /**
   * Scrolls to the newest message after a change, once for changes within changes. Whether it was in view is asked
   * before: after each change, the page would be laid out for that.
   * @param change returns whether to scroll
   */
  private following(change: (follows: boolean) => boolean): void {
    if (this.follows !== undefined) {
      change(this.follows);
      return;
    }
    const follows = this.hasConversation && this.isAtEnd();
    this.follows = follows;
    try {
      if (change(follows)) this.showNewest();
    } finally {
      this.follows = undefined;
    }
  }

  isAtEnd(): boolean {
    const { top, bottom } = this.foot.getBoundingClientRect();
    return top < window.innerHeight && bottom >= 0;
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
