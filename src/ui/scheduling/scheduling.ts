import { l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { logRejection } from '../../core/base/log';
import { nameFromId } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import { customerOf, type LiveChat } from '../../core/domain/liveChat';
import type { TicketSummary } from '../../core/domain/ticket';
import type { ScheduledItem, ScheduleTarget, TargetKind } from '../../core/scheduling/scheduledItem';
import { ScheduleRows } from '../../core/scheduling/scheduleRows';
import { Scheduler } from '../../core/scheduling/scheduler';
import { sendReply, type ReplyOutcome } from '../../core/scheduling/sendReply';
import { presetsAt, snoozesAt } from '../../core/scheduling/scheduleTimes';
import { forgetUnsentDelayed } from '../../core/scheduling/unsentDelayed';
import { accountIdOf } from '../../core/stores/sessionStore';
import { visitorName } from '../messages/arrivalLabels';
import { offer, showNotStored } from '../messages/failureMessages';
import { whyOther } from '../messages/storageMessages';
import type { App } from '../shell/app';
import type { ActivePanel, EndDelay, ReplyTiming } from '../shell/replyTiming';
import { showNotices } from './notices';
import { pickTime, timeText } from './pickTime';
import { keepAsDraft, putBack, type ComposerRooms } from './putBack';
import { openLabel, titleOf } from './scheduleTexts';
import { showList } from './scheduleList';

export interface ScheduleRooms extends ComposerRooms {
  readonly active: () => ActivePanel | undefined;
}

/** Replies that are sent later, and reminders. A bundle that loads on first use. */
export class Scheduling implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly rows: ScheduleRows;
  private readonly scheduler: Scheduler;
  /** Identifies this window. */
  private readonly owner = crypto.randomUUID();

  private constructor(
    private readonly app: App,
    private readonly rooms: ScheduleRooms,
  ) {
    const { clock, log, session, database, drafts } = app;
    this.rows = new ScheduleRows(database);
    const changed = this.owned.add(new Emitter<void>());
    logRejection(
      database().then((opened) =>
        this.owned.add(opened.onDidChange((topics) => topics.has('schedule') && changed.fire())),
      ),
      log,
    );
    this.scheduler = this.owned.add(
      new Scheduler({
        ...{ clock, log, owner: this.owner, rows: this.rows, onDidChangeRows: changed.event },
        account: () => accountIdOf(session.current),
        send: (item, markSending, isForced) => this.send(item, markSending, isForced),
      }),
    );
    this.owned.add(drafts.onDidChange((id) => logRejection(forgetUnsentDelayed(database, drafts, id), log)));
    this.owned.add(this.scheduler.onDidNeedDecision((items) => logRejection(this.notify(items), log)));
    this.owned.add(
      this.scheduler.onDidSend(({ item, outcome }) => logRejection(this.report(item, outcome), log)),
    );
  }

  static async open(app: App, rooms: ScheduleRooms): Promise<Scheduling> {
    // Without the accounts, no account is active.
    await app.session.load();
    const opened = new Scheduling(app, rooms);
    void opened.scheduler.look();
    return opened;
  }

  /** See `ReplyTiming.later`. */
  async later(...[target, reply, take]: Parameters<ReplyTiming['later']>): Promise<string | undefined> {
    const { clock } = this.app;
    const placeholder = l10n.t('When is the reply sent? An editor has to be running at that time.');
    const now = (): number => clock.now();
    const dueAt = await pickTime(l10n.t('Send Later'), placeholder, presetsAt(now()), now);
    if (dueAt === undefined || take?.() === false) return undefined;
    try {
      await this.rows.add({ ...target, kind: 'reply', dueAt, reply }, clock.now());
    } catch (thrown) {
      const why = whyOther(thrown);
      if (why === undefined) throw thrown;
      await showNotStored(why, () => l10n.t('The reply was not scheduled.'));
      return undefined;
    }
    return l10n.t('The reply will be sent at this time, if an editor is running: {0}', timeText(dueAt));
  }

  /** See `ReplyTiming.delay`. */
  async delay(...[target, ms, reply]: Parameters<ReplyTiming['delay']>): Promise<EndDelay> {
    const now = this.app.clock.now();
    const id = await this.rows.add({ ...target, kind: 'delayed', dueAt: now + ms, reply }, now, this.owner);
    return async (why) => await this.rows.endDelayed(id, this.owner, why);
  }

  /** The active panel's composer asks for a time. */
  sendLater(): void {
    const active = this.rooms.active();
    if (active) active.sendLater();
    else this.askToOpen();
  }

  /** @param ticket of a row; by default the active panel's ticket or chat */
  async remindOf(ticket: TicketSummary | undefined): Promise<void> {
    if (ticket) {
      await this.remind(this.ofRow('ticket', ticket.id, ticket.subject ?? ''));
      return;
    }
    // A panel may be of an account that is not active any more.
    const active = this.rooms.active();
    if (active) await this.remind(active.target);
    else this.askToOpen();
  }

  async remindOfChat(chat: LiveChat): Promise<void> {
    await this.remind(this.ofRow('chat', chat.chatId, visitorName(customerOf(chat) ?? {})));
  }

  /** Rows are of the active account. */
  private ofRow(target: TargetKind, targetId: string, title: string): ScheduleTarget {
    const account = accountIdOf(this.app.session.current) ?? fail({ code: 'not-signed-in' });
    return { account, target, targetId, title };
  }

  private async remind(about: ScheduleTarget): Promise<void> {
    const { clock } = this.app;
    const now = (): number => clock.now();
    const placeholder = l10n.t('When do you want to be reminded?');
    const dueAt = await pickTime(l10n.t('Remind Me'), placeholder, presetsAt(now()), now);
    if (dueAt === undefined) return;
    await this.rows.add({ ...about, kind: 'reminder', dueAt }, clock.now());
    void window.showInformationMessage(l10n.t('You will be reminded at this time: {0}', timeText(dueAt)));
  }

  /** The list of replies and reminders, of all accounts. */
  async show(): Promise<void> {
    const { session, shield } = this.app;
    const items = { load: () => this.rows.list(), account: () => accountIdOf(session.current) };
    await showList(shield.shown, items, {
      open: (item) => this.open(item),
      edit: (item) => this.edit(item),
      sendNow: (item) => this.sendNow(item),
      move: (item) => this.move(item),
      remove: (item) => this.remove(item),
    });
  }

  /** The window closes. Never rejects. */
  async close(): Promise<void> {
    await this.scheduler.close();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async send(
    item: ScheduledItem,
    markSending: () => Promise<boolean>,
    isForced: boolean,
  ): Promise<ReplyOutcome> {
    const actions = await this.app.actions();
    // Actions use the account that is active when they start.
    if (accountIdOf(this.app.session.current) !== item.account)
      return { kind: 'unsent', why: { kind: 'other-account' } };
    return await sendReply(actions, item, markSending, isForced);
  }

  private async notify(items: readonly ScheduledItem[]): Promise<void> {
    await showNotices(items, this.app.shield.shown, {
      show: () => this.show(),
      open: (item) => this.open(item),
      edit: (item) => this.edit(item),
      move: (item) => this.move(item),
      remove: (item) => this.remove(item),
      done: ({ id }) => this.rows.remove(id, this.app.clock.now()),
      isOwn: (item) => this.isOwn(item),
      otherAccount: ({ account }) =>
        account === accountIdOf(this.app.session.current) ? undefined : nameFromId(account),
      keep: (item) => keepAsDraft(this.app, this.rooms, item),
    });
  }

  /** A reply was sent at its time. */
  private async report(
    item: ScheduledItem,
    { warnings }: Extract<ReplyOutcome, { kind: 'sent' }>,
  ): Promise<void> {
    const isPublic = warnings.some(
      (warning) => warning.kind === 'not-applied' && warning.field === 'private',
    );
    const title = titleOf(item, this.app.shield.shown);
    const text = isPublic
      ? l10n.t('The private note on “{0}” was sent, but LiveChat shows it to the requester.', title)
      : l10n.t('Your scheduled reply to “{0}” was sent.', title);
    const show = isPublic ? window.showWarningMessage : window.showInformationMessage;
    await offer(show, text, [{ title: openLabel(item), run: () => this.open(item) }]);
  }

  private async open(item: ScheduledItem): Promise<void> {
    if (!this.isOwn(item)) return;
    if (item.target === 'ticket') await this.rooms.openTicket(item.targetId);
    else await this.rooms.openChat(item.targetId);
  }

  /** Puts the text back into its composer. */
  private async edit(item: ScheduledItem): Promise<void> {
    if (!this.isOwn(item)) return;
    const { clock } = this.app;
    const taken = await this.rows.withdraw(item.id, { owner: this.owner, now: clock.now() });
    if (!taken) {
      this.showGone();
      return;
    }
    // What waited in a composer is its draft.
    if (taken.reply && !(await putBack(this.app, this.rooms, taken, taken.reply))) {
      const text = l10n.t('The reply could not be put into its composer. It stays in the list.');
      void window.showErrorMessage(text);
      return;
    }
    await this.rows.remove(item.id, clock.now());
    await this.open(taken);
  }

  private async sendNow(item: ScheduledItem): Promise<void> {
    if (!this.isOwn(item)) return;
    let outcome = await this.scheduler.sendNow(item.id);
    if (outcome?.kind === 'unsent' && outcome.why.kind === 'changed') {
      const anyway = l10n.t('Send Anyway');
      const open = openLabel(item);
      const question = l10n.t('The ticket has changed since you wrote the reply.');
      const chosen = await window.showWarningMessage(question, { modal: true }, anyway, open);
      if (chosen === open) await this.open(item);
      if (chosen !== anyway) return;
      outcome = await this.scheduler.sendNow(item.id, true);
    }
    if (!outcome || outcome.kind === 'not-mine') this.showGone();
    else if (outcome.kind === 'unsent') await this.notify([{ ...item, state: 'unsent', why: outcome.why }]);
  }

  private async move(item: ScheduledItem): Promise<void> {
    const { clock } = this.app;
    const now = (): number => clock.now();
    const presets = item.kind === 'reminder' ? snoozesAt(now()) : presetsAt(now());
    const dueAt = await pickTime(
      titleOf(item, this.app.shield.shown),
      l10n.t('Select a new time'),
      presets,
      now,
    );
    if (dueAt !== undefined && !(await this.rows.move(item.id, dueAt, now()))) this.showGone();
  }

  private async remove(item: ScheduledItem): Promise<void> {
    if (item.reply) {
      const yes = l10n.t('Discard Reply');
      const question = l10n.t('Discard this reply? Its text is lost.');
      if ((await window.showWarningMessage(question, { modal: true }, yes)) !== yes) return;
    }
    if (!(await this.rows.remove(item.id, this.app.clock.now()))) this.showGone();
  }

  private isOwn({ account }: ScheduledItem): boolean {
    const isOwn = account === accountIdOf(this.app.session.current);
    if (!isOwn) {
      const text = l10n.t('This belongs to account {0}. Switch to it, then try again.', nameFromId(account));
      void window.showWarningMessage(text);
    }
    return isOwn;
  }

  private showGone(): void {
    void window.showInformationMessage(l10n.t('This is being sent, or another window has changed it.'));
  }

  private askToOpen(): void {
    void window.showInformationMessage(l10n.t('Open a ticket or a chat first.'));
  }
}
