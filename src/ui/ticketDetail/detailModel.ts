import type { TicketSnapshot, TicketConflict, TicketUpdateResult } from '../../core/actions/ticketOutcome';
import { listKey } from '../../core/actions/ticketResult';
import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Failure } from '../../core/domain/failure';
import type { Ticket, TicketSummary } from '../../core/domain/ticket';
import {
  partOf,
  type ConflictChoice,
  type ConflictView,
  type DetailForm,
  type DetailPart,
  type ProblemView,
} from '../../protocol/detail';
import type { FormSpec, SaveAnswer, TypedInput } from '../../protocol/form';
import type { Choices } from '../forms/choices';
import type { ReplyDelay } from '../shell/replyDelay';
import type { DetailPorts, DetailSubject } from './detailPorts';
import {
  baseFormOf,
  isNotes,
  isRecent,
  nothingToChoose,
  overwriting,
  replyIn,
  updateOptions,
  warningKey,
  whyOf,
} from './detailRules';
import { DraftedForm, type BaseForm } from './typedForm';

/** The state of one open ticket: its content, unsaved input, and running requests. */
export class DetailModel implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  readonly typed: DraftedForm;
  /** Lets the reply wait before it is sent. */
  readonly delay: ReplyDelay;
  private seen: TicketSnapshot | undefined;
  private choices: Choices = nothingToChoose;
  private inDoubt: TicketConflict | undefined;
  private lookedAt: string | undefined;
  private loads = 0;
  private drafted: Promise<void> | undefined;
  busy: DetailPart | 'load' | undefined;
  problem: ProblemView | undefined;
  notice: string | undefined;

  constructor(
    private readonly subject: DetailSubject,
    private readonly ports: DetailPorts,
  ) {
    this.typed = new DraftedForm(() => this.baseForm(), ports, {
      isSaving: () => this.isSaving(),
      shown: () => this.changed.fire(),
    });
    this.delay = ports.delay;
    this.delay.onDidChange(() => this.changed.fire());
  }

  get ticket(): Ticket | undefined {
    return this.seen?.ticket;
  }

  get form(): DetailForm | undefined {
    return this.typed.view;
  }

  get conflict(): ConflictView | undefined {
    const form = this.baseForm();
    return form && this.inDoubt && this.ports.messages.conflict(form.spec, this.inDoubt.fields);
  }

  get hasUnsaved(): boolean {
    return !this.isSaving() && !this.typed.isEmpty;
  }

  /**
   * Restores unsaved input, shows what is known of the ticket, and reads it unless that is current.
   * @param read calls its argument, possibly later
   */
  async start(read: (load: () => Promise<void>) => unknown = (load) => load()): Promise<void> {
    await (this.drafted = this.typed.draft.look());
    const known = this.isOwn() ? await this.ports.known() : undefined;
    if (known && !this.seen) {
      this.choices = known.choices;
      this.follow(known.seen);
    }
    this.changed.fire();
    if (known?.isCurrent !== true) await read(() => this.load(this.seen));
  }

  /** Applies the page's saved state if it is newer than the draft. */
  async restore(input: TypedInput, at: number): Promise<void> {
    await this.drafted;
    if (at < this.typed.lastEditAt || Object.keys(input.values).length === 0) return;
    this.typed.restore(input);
    void this.typed.draft.keep(at);
    this.changed.fire();
  }

  /** @param shown not read again if it is certainly still the newest version */
  async load(shown?: TicketSnapshot): Promise<void> {
    if (this.busy !== undefined) return;
    if (!this.isOwn()) {
      this.problem = this.ports.messages.problem('otherAccount');
      this.changed.fire();
      return;
    }
    const load = ++this.loads;
    this.busy = 'load';
    this.notice = undefined;
    this.changed.fire();
    try {
      const { actions, choices } = this.ports;
      const [seen, names] = await Promise.all([actions.read(this.subject.ticketId, shown), choices()]);
      if (load !== this.loads) return;
      this.choices = names;
      this.follow(seen);
    } catch (thrown) {
      if (load !== this.loads) return;
      this.problem = this.ports.messages.problem(whyOf(thrown, this.ports.log));
      if (this.seen) this.notice = this.ports.messages.readBefore(this.seen.readAt, this.ports.now());
    }
    this.busy = undefined;
    this.changed.fire();
  }

  /** The panel became visible: reads the ticket again if it is old. */
  refreshIfOld(): void {
    if (!this.seen || !isRecent(this.seen, this.ports.now())) void this.load(this.seen);
  }

  /** The list has this version of the ticket: reads the ticket again if it differs. */
  look(row: TicketSummary): void {
    if (!this.seen || this.busy !== undefined) return;
    const key = listKey(row);
    if (key !== this.lookedAt && key !== listKey(this.seen.ticket)) void this.load(this.seen);
    this.lookedAt = key;
  }

  /** The account or its key changed: retries a failed read. */
  accountChanged(isRejected: boolean): void {
    if (isRejected || this.problem !== undefined || !this.isOwn()) void this.load();
  }

  /** @param isBehind see `SharedDraft.edit` @returns whether it is stored */
  async draft(input: TypedInput, at: number, isBehind = false): Promise<boolean> {
    if (this.isSaving()) return false;
    return await this.typed.draft.edit(input, at, isBehind);
  }

  discard(part: DetailPart): void {
    if (this.isSaving()) return;
    this.typed.forget((name) => partOf(name) === part);
    if (part === 'fields') this.endConflict();
    this.typed.refuse(undefined);
    this.changed.fire();
  }

  /** @param isLater whether the user is asked when the reply is sent */
  async submit(part: DetailPart, input: TypedInput, isLater = false): Promise<SaveAnswer> {
    if (!this.seen || this.isSaving()) return { outcome: 'refused', problems: [] };
    // A load in progress may return a version from before this save.
    this.loads++;
    this.busy = undefined;
    const doubt = part === 'fields' ? this.inDoubt : undefined;
    const typed = doubt ? overwriting(this.ports.fields, doubt, input.values) : input;
    void this.draft(typed, this.typed.lastEditAt);
    this.typed.refuse(undefined);
    try {
      return await this.save(part, isLater);
    } finally {
      this.busy = undefined;
      // What another window has typed since.
      await this.typed.draft.look();
      this.changed.fire();
    }
  }

  /** @param of the conflict to resolve; the current one by default */
  resolve(choice: ConflictChoice, of = this.inDoubt): Promise<unknown> | undefined {
    const conflict = this.inDoubt;
    if (!conflict || conflict !== of || this.isSaving()) return undefined;
    if (choice === 'compare') {
      this.ports.compare(conflict);
      return undefined;
    }
    const input = overwriting(this.ports.fields, conflict, this.typed.pending);
    this.endConflict();
    if (choice === 'overwrite') return this.submit('fields', input);
    if (choice === 'use-current') this.typed.forget((name) => conflict.fields.includes(name));
    else void this.draft(input, this.typed.lastEditAt);
    this.notice =
      choice === 'use-current' ? this.ports.messages.keptCurrentValues() : this.ports.messages.keptEditing();
    this.changed.fire();
    return undefined;
  }

  dispose(): void {
    this.delay.dispose();
    this.typed.dispose();
    this.endConflict();
    this.changed.dispose();
  }

  private async save(part: DetailPart, isLater: boolean): Promise<SaveAnswer> {
    const { fields, messages, actions } = this.ports;
    const form = this.typed.view;
    if (!form || !this.seen) return this.typed.refuse(undefined);
    const input = fields.read(part, this.subject.ticketId, form);
    if (isNotes(input)) return this.typed.refuse(undefined, input);
    const refuse = (why: Failure | 'fault' | 'otherAccount'): SaveAnswer =>
      this.typed.refuse({ part, text: messages.refusal(part, form.spec, why) });
    if (!this.isOwn()) return refuse('otherAccount');
    const options = part === 'fields' ? updateOptions(this.seen, this.typed, fields) : { base: this.seen };
    [this.busy, this.notice] = [part, undefined];
    this.changed.fire();
    try {
      const waits = part === 'reply' && this.delay.isOn && !isLater;
      const { draft } = this.typed;
      if (waits) draft.hold();
      if (waits && !(await this.delay.wait(replyIn(form.values)))) return this.typed.refuse(undefined);
      if (await (waits ? draft.isGone() : draft.check()))
        return this.typed.refuse({ part, text: messages.changedElsewhere() });
      if (isLater) return this.scheduled(await this.ports.later(input, this.seen.ticket));
      if (!this.isOwn()) return refuse('otherAccount');
      return this.settle(part, form.spec, await actions.update(input, options));
    } catch (thrown) {
      const why = whyOf(thrown, this.ports.log);
      if (why !== 'fault' && why.code === 'unauthorized') this.problem = messages.problem(why);
      return refuse(why);
    }
  }

  private settle(part: DetailPart, spec: FormSpec, result: TicketUpdateResult): SaveAnswer {
    const { messages, now } = this.ports;
    this.endConflict();
    this.problem = undefined;
    switch (result.kind) {
      case 'saved': {
        const kept = result.warnings.map(warningKey);
        this.seen = { ticket: result.ticket, readAt: now() };
        this.typed.forget((name) => partOf(name) === part && !kept.includes(name));
        this.notice = messages.saved(part, result.newMessages.length);
        const text = messages.warnings(spec, result.warnings);
        const { failure } = this.typed.refuse(text === '' ? undefined : { part, text });
        return { outcome: 'saved', problems: [], ...(failure !== undefined && { failure }) };
      }
      case 'conflict':
        this.seen = { ticket: result.current, readAt: result.readAt };
        this.inDoubt = result;
        this.ports.compare(result);
        return this.typed.refuse(undefined);
      case 'lost':
        if (result.ticket) this.seen = { ticket: result.ticket, readAt: now() };
        this.typed.forget((name) => result.done.includes(name));
        return this.typed.refuse({ part, text: messages.lost(spec, result) });
    }
  }

  /** @param notice `undefined` if the user cancelled */
  private scheduled(notice: string | undefined): SaveAnswer {
    if (notice === undefined) return this.typed.refuse(undefined);
    this.typed.forget((name) => partOf(name) === 'reply');
    this.notice = notice;
    return { outcome: 'saved', problems: [] };
  }

  /** Shows a ticket that another operation read, and announces new events. */
  private follow(seen: TicketSnapshot): void {
    const before = this.seen?.ticket;
    this.problem = undefined;
    this.seen = seen;
    if (!before) this.typed.measure();
    else if (JSON.stringify(before) !== JSON.stringify(seen.ticket)) {
      this.notice = this.ports.messages.changed(seen.ticket.events.length - before.events.length);
    }
  }

  private baseForm(): BaseForm | undefined {
    return this.seen && baseFormOf(this.ports.fields, this.seen, this.choices);
  }

  private endConflict(): void {
    if (!this.inDoubt) return;
    this.inDoubt = undefined;
    this.ports.decided();
  }

  private isOwn(): boolean {
    return this.ports.account() === this.subject.account;
  }

  private isSaving(): boolean {
    return this.busy === 'reply' || this.busy === 'fields';
  }
}
