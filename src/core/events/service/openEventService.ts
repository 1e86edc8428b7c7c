import path from 'node:path';
import { Emitter } from '../../base/event';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { JournalReader, MarkRead } from '../journal/journal';
import { readJournal } from '../journal/readJournal';
import { joinCluster } from '../../cluster/joinCluster';
import { clusterKey } from '../../cluster/clusterKey';
import type { Role, Cluster } from '../../cluster/cluster';
import { EventServiceError, type EventService, type EventServiceOptions } from './eventService';
import { LeaderSession } from './leaderSession';
import {
  decodeNotification,
  decodeChecks,
  decodeBroadcast,
  decodeOutcome,
  decodeRequest,
  decodeView,
  type LeaderBroadcast,
  type Request,
} from './leaderApi';
import type { Check, ForeignWebhook, TestOutcome } from '../status/checks';
import type { Listener } from '../listener/listener';
import type { ListenerStatus, ListenerView } from '../status/listenerStatus';
import { createListener } from './createListener';
import { stateFile } from '../listener/stateFile';
import { statusOf } from '../status/listenerStatus';

/**
 * Takes part in listening, as leader or follower, until it is disposed. Nothing is opened to the world by that.
 * @throws the system's error where the folder cannot be used
 */
export async function openEventService(options: EventServiceOptions): Promise<EventService> {
  return new WindowEventService(options, await clusterKey(path.join(options.dir, 'windows.key')));
}

class WindowEventService implements EventService {
  private readonly viewed = new Emitter<ListenerView>();
  readonly onDidChangeView = this.viewed.event;
  private readonly arrived = new Emitter<Arrival>();
  readonly onDidArrive = this.arrived.event;
  private readonly journalChanged = new Emitter<undefined>();
  readonly onDidChangeJournal = this.journalChanged.event;
  readonly journal: JournalReader;
  private readonly windows: Cluster;
  private readonly listener: Listener;
  private term: Promise<LeaderSession> | undefined;
  private taking: Promise<void> | undefined;
  /** What the window that leads last said of itself. */
  private leadersView: ListenerView | undefined;

  constructor(
    private readonly options: EventServiceOptions,
    key: Uint8Array,
  ) {
    const { dir, database, clock, log, installId, answers, timing } = options;
    this.journal = readJournal({ database, clock });
    this.listener = createListener(options, {
      storage: stateFile(path.join(dir, 'relay.json')),
      accept: async (arrival) => (await this.lead()).accept(arrival),
      catchUp: async (since) => (await this.lead()).catchUp(since, this.listener.view.events),
    });
    this.listener.onDidChange(() => this.changed());
    this.windows = joinCluster({
      installId,
      key,
      clock,
      log,
      answers,
      ...(timing && { timing }),
      show: (what) => {
        const notification = decodeNotification(what);
        if (notification) options.show(notification);
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

  get view(): ListenerView {
    const { view } = this.listener;
    if (this.role !== 'follower' || !this.leadersView) return view;
    const { state } = this.leadersView;
    return { ...this.leadersView, state: state === 'off' || state === 'stopping' ? state : 'follower' };
  }

  status(): ListenerStatus {
    return statusOf(this.view);
  }

  async markRead(which: MarkRead): Promise<void> {
    await this.ask({ ask: 'read', which });
  }

  async start({ interactive }: { readonly interactive: boolean }): Promise<ListenerStatus> {
    return await this.askForStatus({ ask: 'start', interactive: interactive && this.role !== 'follower' });
  }

  async stop(): Promise<ListenerStatus> {
    return await this.askForStatus({ ask: 'stop' });
  }

  async retry(): Promise<void> {
    await this.ask({ ask: 'retry' });
  }

  refresh(what: 'events' | 'tunnel' | 'account'): void {
    this.listener.refresh(what);
  }

  async reread(): Promise<void> {
    await this.ask({ ask: 'reread' });
  }

  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    if (this.role === 'leader') return await this.listener.doctor(onCheck);
    const checks = decodeChecks(await this.ask({ ask: 'doctor' }));
    for (const check of checks) onCheck?.(check);
    return checks;
  }

  async sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return decodeOutcome(await this.ask({ ask: 'test', kind, name }));
  }

  foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    return this.listener.foreignWebhooks();
  }

  removeForeign(ids: readonly string[]): Promise<void> {
    return this.listener.removeForeign(ids);
  }

  setFocused(focused: boolean): void {
    this.windows.setFocused(focused);
    if (focused && this.term) void this.term.then((lead) => lead.retell()).catch(() => undefined);
  }

  async dispose(): Promise<void> {
    // While it still leads: what a passing address needs is done before others could take over.
    await this.listener.dispose(this.windows.followers === 0);
    await this.windows.dispose();
    await this.release();
    for (const emitter of [this.viewed, this.arrived, this.journalChanged]) emitter.dispose();
  }

  private follow(role: Role): void {
    if (role === 'leader') this.taking = this.takeLead();
    else this.listener.setRole(role);
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
    const term = this.lead();
    try {
      const [lead] = await Promise.all([term, this.readAnew()]);
      if (this.role !== 'leader') return;
      this.listener.setRole('leader');
      lead.tellUnshown().catch(() => log.warn('Relay: what was not shown could not be read.'));
    } catch (thrown) {
      log.error(
        `Relay: the journal could not be opened (${thrown instanceof Error ? thrown.name : 'fault'}).`,
      );
      // Without a journal nothing is acknowledged; each event opens it anew.
      if (this.term === term) this.term = undefined;
      if (this.role === 'leader') this.listener.setRole('leader');
    }
  }

  private async readAnew(): Promise<void> {
    const { reread, log } = this.options;
    if (!reread) return;
    // What was known before still holds where it cannot be read.
    await reread().catch(() => log.warn('Relay: what the windows share could not be read.'));
    this.changed();
  }

  /** @throws StorageError */
  private lead(): Promise<LeaderSession> {
    if (this.role !== 'leader') return Promise.reject(new EventServiceError('refused'));
    const opening = (this.term ??= LeaderSession.open({
      options: this.options,
      onArrive: (arrival) => {
        this.arrived.fire(arrival);
        this.tell({ tell: 'arrival', arrival });
      },
      onChange: () => {
        this.journalChanged.fire(undefined);
        this.tell({ tell: 'journal' });
      },
      show: (notification, beforehand) => this.windows.show(notification, beforehand),
    }));
    opening.catch(() => {
      if (this.term === opening) this.term = undefined;
    });
    return opening;
  }

  private async release(): Promise<void> {
    const { term } = this;
    this.term = undefined;
    await this.listener.release();
    const lead = await term?.catch(() => undefined);
    await lead?.dispose();
  }

  private hear(what: unknown): void {
    const content = decodeBroadcast(what);
    if (content?.tell === 'arrival') this.arrived.fire(content.arrival);
    else if (content?.tell === 'journal') this.journalChanged.fire(undefined);
    else if (content) this.seen(content.view);
  }

  private seen(view: ListenerView | undefined): void {
    if (!view || this.role !== 'follower') return;
    this.leadersView = view;
    this.viewed.fire(this.view);
  }

  private changed(): void {
    if (this.role === 'leader') this.tell({ tell: 'view', view: this.listener.view });
    this.viewed.fire(this.view);
  }

  private tell(content: LeaderBroadcast): void {
    this.windows.broadcast(content);
  }

  private async askForStatus(request: Request): Promise<ListenerStatus> {
    this.seen(decodeView(await this.ask(request)));
    return this.status();
  }

  private async ask(request: Request): Promise<unknown> {
    try {
      return await this.windows.request(request);
    } catch (thrown) {
      const isSilent = thrown instanceof Error && 'code' in thrown && thrown.code === 'no-answer';
      throw new EventServiceError(isSilent ? 'no-answer' : 'refused');
    }
  }

  /** In the window that leads, for all. */
  private async serve(what: unknown): Promise<unknown> {
    const request = decodeRequest(what);
    await this.taking;
    switch (request?.ask) {
      case 'view':
        return this.listener.view;
      case 'reread':
        await this.readAnew();
        return undefined;
      case 'start':
        await this.readAnew();
        await this.listener.start({ interactive: request.interactive });
        return this.listener.view;
      case 'stop':
        await this.listener.stop();
        return this.listener.view;
      case 'retry':
        this.listener.retry({ interactive: false });
        return undefined;
      case 'doctor':
        return await this.listener.doctor();
      case 'test':
        return await this.listener.sendTestEvent(request.kind, request.name);
      case 'read':
        await (await this.lead()).journal.markRead(request.which);
        return undefined;
      case undefined:
        throw new EventServiceError('refused');
    }
  }
}
