import path from 'node:path';
import { Emitter } from '../base/event';
import type { Arrival, ArrivalKind } from '../domain/arrival';
import type { JournalReader } from '../journal/journal';
import { readJournal } from '../journal/readJournal';
import { joinWindows } from '../windows/joinWindows';
import { sharedKey } from '../windows/sharedKey';
import type { Role, Windows } from '../windows/windows';
import { DeskError, type Desk, type DeskOptions, type MarkRead } from './desk';
import { DeskLead } from './deskLead';
import {
  decodeAnnouncement,
  decodeChecks,
  decodeNews,
  decodeOutcome,
  decodeRequest,
  decodeView,
  type News,
  type Request,
} from './deskMessages';
import type { Check, ForeignWebhook, Relay, RelayStatus, RelayView, TestOutcome } from './relay';
import { relayOf } from './relayOf';
import { stateFile } from './stateFile';
import { statusOf } from './statusOf';

/**
 * Takes part in listening, as leader or follower, until it is disposed. Nothing is opened to the world by that.
 * @throws the system's error where the folder cannot be used
 */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  return new WindowDesk(options, await sharedKey(path.join(options.dir, 'windows.key')));
}

class WindowDesk implements Desk {
  private readonly viewed = new Emitter<RelayView>();
  readonly onDidChangeView = this.viewed.event;
  private readonly arrived = new Emitter<Arrival>();
  readonly onDidArrive = this.arrived.event;
  private readonly journalChanged = new Emitter<undefined>();
  readonly onDidChangeJournal = this.journalChanged.event;
  readonly journal: JournalReader;
  private readonly journalDir: string;
  private readonly windows: Windows;
  private readonly relay: Relay;
  private leading: Promise<DeskLead> | undefined;
  /** Ends when this window has all that a leader has. */
  private taking: Promise<void> | undefined;
  /** What the window that leads last said of itself. */
  private leadersView: RelayView | undefined;

  constructor(
    private readonly options: DeskOptions,
    key: Uint8Array,
  ) {
    const { dir, clock, log, installId, answers, timing } = options;
    this.journalDir = path.join(dir, 'journal');
    this.journal = readJournal({ dir: this.journalDir, clock });
    this.relay = relayOf(options, {
      storage: stateFile(path.join(dir, 'relay.json')),
      accept: async (arrival) => (await this.lead()).accept(arrival),
      catchUp: async (since) => (await this.lead()).catchUp(since, this.relay.view.events),
    });
    this.relay.onDidChange(() => this.changed());
    this.windows = joinWindows({
      installId,
      key,
      clock,
      log,
      answers,
      ...(timing && { timing }),
      show: (what) => {
        const announcement = decodeAnnouncement(what);
        if (announcement) options.show(announcement);
      },
      serve: (what) => this.serve(what),
      release: () => this.release(),
    });
    this.windows.onDidChangeRole((role) => this.follow(role));
    this.windows.onDidReceive((what) => this.hear(what));
  }

  get role(): Role {
    return this.windows.role;
  }

  get view(): RelayView {
    const { view } = this.relay;
    if (this.role !== 'follower' || !this.leadersView) return view;
    const { state } = this.leadersView;
    return { ...this.leadersView, state: state === 'off' || state === 'stopping' ? state : 'follower' };
  }

  status(): RelayStatus {
    return statusOf(this.view);
  }

  async markRead(which: MarkRead): Promise<void> {
    await this.ask({ ask: 'read', which });
  }

  async start({ interactive }: { readonly interactive: boolean }): Promise<RelayStatus> {
    return await this.askForStatus({ ask: 'start', interactive: interactive && this.role !== 'follower' });
  }

  async stop(): Promise<RelayStatus> {
    return await this.askForStatus({ ask: 'stop' });
  }

  async retry(): Promise<void> {
    await this.ask({ ask: 'retry' });
  }

  refresh(what: 'events' | 'tunnel' | 'account'): void {
    this.relay.refresh(what);
  }

  async reread(): Promise<void> {
    await this.ask({ ask: 'reread' });
  }

  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    if (this.role === 'leader') return await this.relay.doctor(onCheck);
    const checks = decodeChecks(await this.ask({ ask: 'doctor' }));
    for (const check of checks) onCheck?.(check);
    return checks;
  }

  async sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return decodeOutcome(await this.ask({ ask: 'test', kind, name }));
  }

  foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    return this.relay.foreignWebhooks();
  }

  removeForeign(ids: readonly string[]): Promise<void> {
    return this.relay.removeForeign(ids);
  }

  setFocused(focused: boolean): void {
    this.windows.setFocused(focused);
    if (focused && this.leading) void this.leading.then((lead) => lead.retell()).catch(() => undefined);
  }

  async dispose(): Promise<void> {
    // While it still leads: what a passing address needs is done before others could take over.
    await this.relay.dispose(this.windows.followers === 0);
    await this.windows.dispose();
    await this.release();
    for (const emitter of [this.viewed, this.arrived, this.journalChanged]) emitter.dispose();
  }

  private follow(role: Role): void {
    if (role === 'leader') this.taking = this.takeLead();
    else this.relay.setRole(role);
    if (role === 'follower') {
      void this.ask({ ask: 'view' }).then(
        (view) => this.seen(decodeView(view)),
        () => undefined,
      );
    }
    this.changed();
  }

  private async takeLead(): Promise<void> {
    const { log } = this.options;
    this.leadersView = undefined;
    const leading = this.lead();
    try {
      const [lead] = await Promise.all([leading, this.readAnew()]);
      if (this.role !== 'leader') return;
      this.relay.setRole('leader');
      lead.tellUnshown().catch(() => log.warn('Relay: what was not shown could not be read.'));
    } catch (thrown) {
      log.error(
        `Relay: the journal could not be opened (${thrown instanceof Error ? thrown.name : 'fault'}).`,
      );
      // Without a journal nothing is acknowledged; each event opens it anew.
      if (this.leading === leading) this.leading = undefined;
      if (this.role === 'leader') this.relay.setRole('leader');
    }
  }

  private async readAnew(): Promise<void> {
    const { reread, log } = this.options;
    if (!reread) return;
    // What was known before still holds where it cannot be read.
    await reread().catch(() => log.warn('Relay: what the windows share could not be read.'));
    this.changed();
  }

  /** @throws JournalError */
  private lead(): Promise<DeskLead> {
    if (this.role !== 'leader') return Promise.reject(new DeskError('refused'));
    const opening = (this.leading ??= DeskLead.open({
      options: this.options,
      journalDir: this.journalDir,
      onArrive: (arrival) => {
        this.arrived.fire(arrival);
        this.tell({ tell: 'arrival', arrival });
      },
      onChange: () => {
        this.journalChanged.fire(undefined);
        this.tell({ tell: 'journal' });
      },
      show: (announcement, beforehand) => this.windows.show(announcement, beforehand),
    }));
    opening.catch(() => {
      if (this.leading === opening) this.leading = undefined;
    });
    return opening;
  }

  private async release(): Promise<void> {
    const { leading } = this;
    this.leading = undefined;
    await this.relay.release();
    const lead = await leading?.catch(() => undefined);
    await lead?.dispose();
  }

  private hear(what: unknown): void {
    const news = decodeNews(what);
    if (news?.tell === 'arrival') this.arrived.fire(news.arrival);
    else if (news?.tell === 'journal') this.journalChanged.fire(undefined);
    else if (news) this.seen(news.view);
  }

  private seen(view: RelayView | undefined): void {
    if (!view || this.role !== 'follower') return;
    this.leadersView = view;
    this.viewed.fire(this.view);
  }

  private changed(): void {
    if (this.role === 'leader') this.tell({ tell: 'view', view: this.relay.view });
    this.viewed.fire(this.view);
  }

  private tell(news: News): void {
    this.windows.broadcast(news);
  }

  private async askForStatus(request: Request): Promise<RelayStatus> {
    this.seen(decodeView(await this.ask(request)));
    return this.status();
  }

  private async ask(request: Request): Promise<unknown> {
    try {
      return await this.windows.request(request);
    } catch (thrown) {
      const isSilent = thrown instanceof Error && 'code' in thrown && thrown.code === 'no-answer';
      throw new DeskError(isSilent ? 'no-answer' : 'refused');
    }
  }

  /** In the window that leads, for all. */
  private async serve(what: unknown): Promise<unknown> {
    const request = decodeRequest(what);
    await this.taking;
    switch (request?.ask) {
      case 'view':
        return this.relay.view;
      case 'reread':
        await this.readAnew();
        return undefined;
      case 'start':
        await this.readAnew();
        await this.relay.start({ interactive: request.interactive });
        return this.relay.view;
      case 'stop':
        await this.relay.stop();
        return this.relay.view;
      case 'retry':
        this.relay.retry({ interactive: false });
        return undefined;
      case 'doctor':
        return await this.relay.doctor();
      case 'test':
        return await this.relay.sendTestEvent(request.kind, request.name);
      case 'read':
        await (await this.lead()).journal.markRead(request.which);
        return undefined;
      case undefined:
        throw new DeskError('refused');
    }
  }
}
