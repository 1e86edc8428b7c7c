import {
  type ConflictChoice,
  type DetailLabels,
  type DetailPart,
  type DetailState,
  partOf,
  type TicketPageView,
  type WaitView,
} from '../../protocol/detail';
import type { EventView } from '../../protocol/conversation';
import type { FieldNote, FormValue, FormValues } from '../../protocol/form';
import type { DelayedReply } from '../../protocol/delayedReply';
import { Conversation } from '../shared/conversation';
import {
  announceIn,
  focusTitle,
  insertIntoMessage,
  make,
  moveFocus,
  setText,
  waitingBar,
} from '../shared/dom';
import { mayTakeFocus } from '../shared/focus';
import { drawFacts } from '../shared/drawEvent';
import { DelayBar } from '../shared/delayBar';
import { Banner } from './banner';
import type { DetailRenderer } from './detailPage';
import { PartForm, type PartFormEvents } from './partForm';

export interface DetailEvents {
  input(field: string, value: FormValue): void;
  submit(part: DetailPart): void;
  /** Asks when the reply is sent. */
  sendLater(): void;
  /** Takes back a reply that waits. */
  takeBack(): void;
  discard(part: DetailPart): void;
  refresh(): void;
  act(command: 'retry' | 'signIn'): void;
  reveal(): void;
  resolve(choice: ConflictChoice): void;
  copy(): void;
  openAddress(url: string): void;
  openTicket(id: string): void;
}

/** Renders the ticket page. */
export class DetailView implements DetailRenderer {
  private readonly waitingBar = waitingBar();
  private readonly progress = make('div', { className: 'progress', attributes: { hidden: '' } });
  private readonly title = make('h1', { attributes: { dir: 'auto' } });
  private readonly meta = make('p', { className: 'meta' });
  private readonly refresh = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly copy = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly tools = make('div', { className: 'tools', children: [this.refresh, this.copy] });
  /** Who else has the ticket open. */
  private readonly presence = make('p', {
    className: 'presence',
    attributes: { role: 'status', dir: 'auto' },
  });
  private readonly live = make('div', { className: 'live dim', attributes: { role: 'status' } });
  private readonly banner: Banner;
  private readonly talk: Conversation;
  private readonly forms: Readonly<Record<DetailPart, PartForm>>;
  private readonly later = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly delay: DelayBar;
  private readonly detailsTitle = make('h2', { id: 'details' });
  private readonly facts = make('dl');
  private readonly columns: HTMLElement;
  private labels: DetailLabels | undefined;
  private noticed: string | undefined;
  private hasConversation = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly events: DetailEvents,
    /** The visitor card. */
    card: HTMLElement,
  ) {
    this.banner = new Banner(events);
    this.talk = new Conversation(events, (text) => this.announce(text));
    this.delay = new DelayBar(() => events.takeBack());
    this.later.addEventListener('click', () => events.sendLater());
    this.forms = {
      reply: this.formOf('reply', [this.later], this.delay.element),
      fields: this.formOf('fields'),
    };
    const details = make('section', {
      className: 'details',
      attributes: { 'aria-labelledby': this.detailsTitle.id },
      children: [this.detailsTitle, this.facts],
    });
    this.columns = make('div', {
      className: 'columns',
      children: [
        make('div', { className: 'talk', children: [this.talk.element, this.forms.reply.element] }),
        make('div', { className: 'side', children: [this.forms.fields.element, card, details] }),
      ],
    });
    this.refresh.addEventListener('click', () => events.refresh());
    this.copy.addEventListener('click', () => events.copy());
  }

  draw(state: DetailState, values: FormValues): void {
    const { ticket, title, labels, form, problem, conflict, notice } = state;
    if (!this.labels) this.drawFrame();
    this.setLabels(labels, values.private === true);
    document.title = title;
    // What was said before may have the title that the privacy shield hides now.
    if (this.title.textContent !== title) this.live.textContent = '';
    setText(this.title, title);
    setText(this.presence, state.presence ?? '');
    this.banner.show(problem, conflict);
    this.tools.hidden = form === undefined;
    this.columns.hidden = ticket === undefined;
    this.root.classList.toggle('no-ticket', ticket === undefined);
    this.drawMeta(ticket, state.wait, form || problem ? '' : labels.loading);
    if (ticket) {
      const open = (url: string): void => this.events.openAddress(url);
      const tickets = { label: labels.openTicket, open: (id: string) => this.events.openTicket(id) };
      this.facts.replaceChildren(...drawFacts(ticket.facts, labels, open, tickets));
    }
    for (const part of ['reply', 'fields'] as const) {
      this.forms[part].element.hidden = form === undefined;
      if (!form) continue;
      const specs = form.spec.fields.filter(({ name }) => partOf(name) === part);
      this.forms[part].draw(specs, values);
      this.forms[part].setRestored(form.restored.includes(part));
      this.forms[part].setHidden(part === 'fields' ? form.spec.hidden : undefined);
    }
    if (notice !== undefined && notice !== this.noticed) this.announce(notice);
    this.noticed = notice;
  }

  conversation(events: readonly EventView[], scroll: number | undefined): void {
    // Asking for it lays out the page, which a new one does once all of it is drawn.
    const wasAtEnd = this.hasConversation && isSeen(this.forms.reply.element);
    this.talk.show(events, wasAtEnd);
    if (this.hasConversation) {
      if (wasAtEnd) this.toEnd();
    } else if (scroll === undefined) this.toEnd();
    else window.scrollTo(0, scroll);
    this.hasConversation = true;
  }

  setBusy(busy: DetailPart | 'load' | undefined): void {
    const saving = busy === 'reply' || busy === 'fields';
    this.root.setAttribute('aria-busy', String(busy !== undefined));
    this.progress.hidden = busy === undefined;
    this.refresh.disabled = saving;
    this.later.disabled = saving;
    for (const part of ['reply', 'fields'] as const) this.forms[part].setBusy(saving, busy === part);
  }

  setWaiting(waiting: boolean): void {
    for (const form of Object.values(this.forms)) form.setInert(waiting);
    this.waitingBar.textContent = waiting ? (this.labels?.waiting ?? '') : '';
  }

  setProblems(problems: readonly FieldNote[], failure: { part: DetailPart; text: string } | undefined): void {
    for (const part of ['reply', 'fields'] as const) {
      const form = this.forms[part];
      const own = problems.filter(({ field }) => form.has(field));
      const loose = part === 'fields' ? problems.filter(({ field }) => !this.isField(field)) : [];
      const lines = [
        failure?.part === part ? failure.text : undefined,
        own.length > 0 ? this.labels?.problems : undefined,
        ...loose.map(({ text }) => text),
      ];
      form.setProblems(
        own,
        lines.filter((line) => line !== undefined),
      );
    }
  }

  clearProblem(field: string): void {
    this.forms[partOf(field)].clearProblem(field);
  }

  setDelayed(delayed: DelayedReply | undefined, seconds: number): void {
    this.delay.draw(delayed, seconds);
    this.forms.reply.setDelayed(delayed !== undefined);
  }

  setPending(part: DetailPart, pending: boolean): void {
    this.forms[part].setPending(pending);
  }

  setPrivate(isPrivate: boolean): void {
    if (this.labels) this.setReplyLabels(this.labels, isPrivate);
    this.forms.reply.element.classList.toggle('private', isPrivate);
  }

  returnTo(part: DetailPart, faulty: readonly string[]): void {
    if (mayTakeFocus<Element>(this.forms[part].element, document))
      moveFocus(() => this.forms[part].focus(faulty, part === 'reply' ? 'field' : 'button'));
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
    const state = make('div', { className: 'status-line', children: [this.meta, this.presence, this.live] });
    const name = make('div', { className: 'name', children: [this.title, state] });
    const bar = make('div', {
      className: 'bar',
      children: [make('div', { className: 'line-up', children: [name, this.tools] }), this.banner.element],
    });
    // Keeps content and focused elements clear of the sticky bar, whatever its height.
    const measure = new ResizeObserver(() => {
      const { style } = document.documentElement;
      const height = `${bar.offsetHeight}px`;
      // The bar of the ticket before mostly had the same, and setting it again styles the whole page again.
      if (bar.isConnected && style.getPropertyValue('--bar-height') !== height)
        style.setProperty('--bar-height', height);
    });
    measure.observe(bar);
    this.root.replaceChildren(this.progress, this.waitingBar, bar, this.columns);
  }

  private setLabels(labels: DetailLabels, isPrivate: boolean): void {
    this.labels = labels;
    setText(this.refresh, labels.refresh);
    setText(this.copy, labels.copy);
    setText(this.detailsTitle, labels.details);
    this.talk.setLabels(labels);
    this.setReplyLabels(labels, isPrivate);
    const { fields, save, discard, saving, restored } = labels;
    this.forms.fields.setLabels({ title: fields, submit: save, discard, saving, restored });
  }

  private setReplyLabels(labels: DetailLabels, isPrivate: boolean): void {
    const { discard, saving, restored, sendLater } = labels;
    setText(this.later, sendLater);
    const title = isPrivate ? labels.privateNote : labels.reply;
    const submit = isPrivate ? labels.addNote : labels.sendReply;
    this.forms.reply.setLabels({ title, submit, discard, saving, restored });
    this.forms.reply.setHelp(labels.noteHelp);
  }

  private drawMeta(ticket: TicketPageView | undefined, wait: WaitView | undefined, loading: string): void {
    const status = ticket?.status;
    const chip =
      status &&
      make('span', { className: 'chip', text: status.label, attributes: { 'data-status': status.value } });
    const id = make('span', {
      className: 'dim',
      text: [ticket?.id, loading].filter(Boolean).join(' · '),
    });
    const waiting =
      wait && make('span', { className: 'wait', text: wait.text, attributes: { 'data-level': wait.level } });
    const text = `${status?.label ?? ''}${wait?.text ?? ''}${id.textContent}`;
    if (this.meta.textContent === text) return;
    this.meta.replaceChildren(...[chip, waiting, id].filter((part) => part !== undefined));
  }

  private toEnd(): void {
    this.forms.reply.element.scrollIntoView({ block: 'end' });
  }

  private isField(name: string): boolean {
    return this.forms.reply.has(name) || this.forms.fields.has(name);
  }

  private formOf(part: DetailPart, buttons: readonly HTMLElement[] = [], bar?: HTMLElement): PartForm {
    const events: PartFormEvents = {
      input: (field, value) => this.events.input(field, value),
      submit: () => this.events.submit(part),
      discard: () => this.events.discard(part),
      reveal: () => this.events.reveal(),
    };
    return new PartForm(part, events, buttons, bar);
  }
}

function isSeen(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top < window.innerHeight && bottom > 0;
}
