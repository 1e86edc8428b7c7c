import { applyChange, diffTicket, findConflicts } from '../../../../src/core/actions/ticketFields';
import type {
  TicketConflict,
  TicketSnapshot,
  TicketUpdateOptions,
  TicketUpdateResult,
} from '../../../../src/core/actions/ticketOutcome';
import type { Ticket, TicketChange } from '../../../../src/core/domain/ticket';
import type { ConflictChoice } from '../../../../src/protocol/detail';
import type { FormValues, TypedInput } from '../../../../src/protocol/form';
import { DetailModel } from '../../../../src/ui/ticketDetail/detailModel';
import { nothingToChoose } from '../../../../src/ui/ticketDetail/detailRules';
import { memoryDraft, type DraftSlot } from '../../stores/support/memoryDraft';
import { fakePageStorage } from '../../webview/support/fakePageStorage';
import { fields, messages, ticket } from './openModel';
import { openPage } from './openPage';
import { noTiming } from '../../support/replyTiming';

const edited = ['status', 'subject'] as const;
export type EditedField = (typeof edited)[number];

/** LiveChat, what a machine keeps, and what the person at it has seen. */
export class Machine {
  server: Ticket = ticket;
  /** The draft that all windows share. */
  readonly draft: DraftSlot = { input: { values: {} }, at: 0 };
  readonly pageTexts = new Map<string, string>();
  /** Every value that the person saw of each field. */
  readonly seen = { status: new Set<string>(), subject: new Set<string>() };
  readonly overwritten: string[] = [];
  private count = 0;

  /** A colleague sets a value that no one used before. */
  changes(field: EditedField): void {
    this.count += 1;
    this.server = { ...this.server, [field]: `theirs ${this.count}`, modified: `${this.count}` };
  }

  /** The draft is as older versions stored it. */
  ages(): void {
    this.draft.input = { values: this.draft.input.values };
  }

  update(change: TicketChange, { base, unseen }: TicketUpdateOptions): TicketUpdateResult {
    const current = this.server;
    const conflicts = base ? findConflicts(change, base.ticket, current, unseen) : [];
    if (base && conflicts.length > 0) {
      const merged = applyChange(change, current);
      return { kind: 'conflict', fields: conflicts, base: base.ticket, current, merged, readAt: 0 };
    }
    const sent = diffTicket(change, current);
    for (const field of edited) {
      const before = current[field] ?? '';
      if (sent[field] !== undefined && !this.seen[field].has(before)) this.overwritten.push(before);
    }
    this.server = applyChange(sent, current);
    return { kind: 'saved', ticket: this.server, sent: [], warnings: [], newMessages: [] };
  }
}

/** A window of the editor with the ticket open. */
export class TicketWindow {
  private model: DetailModel;
  private page: ReturnType<typeof openPage>;
  private delivered = 0;
  private clock = 0;
  /** What the host read last. */
  private read: TicketSnapshot | undefined;
  private isCurrent = false;

  constructor(private readonly machine: Machine) {
    this.model = this.openModel();
    this.page = this.openPage(undefined);
  }

  async start(): Promise<void> {
    await this.model.start();
  }

  types(field: EditedField, value: string): void {
    this.clock += 1;
    this.page.pass(1);
    this.page.page.input(field, value);
  }

  /** The messages of the page arrive at the host. */
  deliver(): void {
    for (; this.delivered < this.page.posted.length; this.delivered += 1) {
      const { name, payload } = this.page.posted[this.delivered] ?? {};
      const { at, ...input } = payload as TypedInput & { at: number };
      if (name === 'draft') {
        void this.model.draft(input, at);
        this.page.notify('stored', { at });
      } else if (name === 'discard') this.model.discard('fields');
    }
  }

  async refreshes(): Promise<void> {
    await this.model.load();
  }

  discards(): void {
    this.page.page.discard('fields');
  }

  async saves(): Promise<void> {
    const before = this.page.all('save').length;
    void this.page.page.submit('fields');
    this.deliver();
    const asked = this.page.all('save');
    if (asked.length === before) return;
    const input = asked.at(-1)?.payload as TypedInput;
    await this.page.answer('save', await this.model.submit('fields', input));
  }

  async resolves(choice: ConflictChoice): Promise<void> {
    this.deliver();
    await this.model.resolve(choice);
  }

  /** The window is reloaded: the editor restores the page with its state. */
  async reloads(): Promise<void> {
    this.read = undefined;
    await this.reopen(structuredClone(this.page.kept));
  }

  /** @param isCurrent whether the host takes the ticket as it read it last for the current one */
  async closesAndOpens(isCurrent: boolean): Promise<void> {
    this.isCurrent = isCurrent;
    await this.reopen(undefined);
    this.isCurrent = false;
  }

  /** The extension host was killed, with what was on its way to it: the next one opens a page of its own. */
  async diesAndStarts(): Promise<void> {
    this.read = undefined;
    await this.reopen(undefined);
  }

  private async reopen(state: unknown): Promise<void> {
    this.model.dispose();
    this.model = this.openModel();
    this.page = this.openPage(state);
    await this.start();
    const kept = state as (TypedInput & { at?: number }) | undefined;
    if (kept?.values) await this.model.restore(kept, kept.at ?? 0);
    this.deliver();
  }

  private openPage(state: unknown): ReturnType<typeof openPage> {
    const page = openPage(state, fakePageStorage(this.machine.pageTexts));
    page.pass(this.clock);
    this.delivered = 0;
    return page;
  }

  private openModel(): DetailModel {
    const { machine } = this;
    const model = new DetailModel(
      { account: 'mine', ticketId: ticket.id },
      {
        account: () => 'mine',
        actions: {
          read: () => Promise.resolve((this.read = { ticket: machine.server, readAt: 0 })),
          update: ({ change }, options) => {
            const result = machine.update(change, options);
            if (result.kind === 'saved') this.read = { ticket: result.ticket, readAt: 0 };
            return Promise.resolve(result);
          },
        },
        choices: () => Promise.resolve(nothingToChoose),
        known: () =>
          Promise.resolve(
            this.read && { seen: this.read, choices: nothingToChoose, isCurrent: this.isCurrent },
          ),
        fields: { ...fields, read: (_part, ticketId, form) => ({ ticketId, change: changeOf(form) }) },
        messages,
        drafts: memoryDraft(machine.draft),
        ...noTiming(),
        now: () => 0,
        log: (thrown) => {
          throw thrown;
        },
        compare: (conflict) => this.compared(conflict),
        decided: () => undefined,
      },
    );
    model.onDidChange(() => this.show());
    return model;
  }

  private show(): void {
    const { form, typed, busy } = this.model;
    if (!form) return;
    const labels = {} as never;
    const { lastEditAt } = typed;
    this.page.notify('show', { key: 'k', title: '', labels, lastEditAt, form, ...(busy && { busy }) });
    // Fields in which the user has not typed show the value of the ticket.
    for (const field of edited) {
      const shown = this.page.face.drawn[field];
      if (typeof shown === 'string' && shown === form.initial[field]) this.machine.seen[field].add(shown);
    }
  }

  private compared({ current, fields: names }: TicketConflict): void {
    for (const field of edited) {
      if (names.includes(field)) this.machine.seen[field].add(current[field] ?? '');
    }
  }
}

function changeOf({ initial, values }: { initial: FormValues; values: FormValues }): TicketChange {
  const changed = edited.filter((field) => values[field] !== initial[field]);
  return Object.fromEntries(changed.map((field) => [field, values[field]]));
}
