import path from 'node:path';
import { Emitter, type Event } from '../../base/event';
import { asRecord } from '../../base/json';
import { errorName } from '../../base/log';
import type { Cluster, Role, WindowRef } from '../../cluster/cluster';
import { clusterKey } from '../../cluster/clusterKey';
import { joinCluster } from '../../cluster/joinCluster';
import type { Arrival } from '../../domain/arrival';
import type { AccountPush } from '../../domain/liveChat';
import type { JournalReader } from '../journal/journal';
import { readJournal } from '../journal/journalRows';
import type { Listener, StartOptions } from '../listener/listener';
import type { ListenerChange } from '../transports/eventTransport';
import { stateValue } from '../../storage/stateStore';
import type { Check, ForeignWebhooks } from '../status/checks';
import { statusOf, type ListenerStatus, type ListenerView } from '../status/listenerStatus';
import { ChatPushes } from './chatPushes';
import { createListener } from './createListener';
import {
  EventServiceError,
  toEventServiceError,
  type EventService,
  type EventServiceOptions,
  requireAccount,
} from './eventService';
import {
  accountsIn,
  decodeBroadcast,
  decodeCall,
  decodeNotification,
  decodeResult,
  needsAccount,
  runCall,
  type ArgsOf,
  type LeaderApi,
  type LeaderBroadcast,
  type LeaderMethod,
  type ResultOf,
} from './leaderApi';
import { isLastWindow } from './lastWindow';
import { leaderOperations } from './leaderOperations';
import { LeaderSession } from './leaderSession';

/**
 * Takes part in listening, as leader or follower, until it is disposed. That alone opens nothing but loopback ports.
 * @throws the system's error where the folder cannot be used
 */
export async function openEventService(options: EventServiceOptions): Promise<EventService> {
  return new WindowEventService(options, await clusterKey(path.join(options.dir, 'windows.key')));
}

class WindowEventService implements EventService {
  private readonly viewed = new Emitter<ListenerView>();
  readonly onDidChangeView = this.viewed.event;
  private readonly arrived: Emitter<Arrival>;
  readonly onDidArrive: Event<Arrival>;
  private readonly journalChanged = new Emitter<undefined>();
  readonly onDidChangeJournal = this.journalChanged.event;
  private readonly chatPushes: ChatPushes;
  readonly journal: JournalReader;
  private readonly windows: Cluster;
  private readonly listener: Listener;
  private readonly leader: LeaderApi;
  private readonly hasAccount = (id: string): boolean => this.options.hasAccount?.(id) !== false;
  private term: LeaderSession | undefined;
  private taking: Promise<void> | undefined;
  /** The last view that the leader sent. */
  private leadersView: ListenerView | undefined;

  constructor(
    private readonly options: EventServiceOptions,
    key: Uint8Array,
  ) {
    const { database, clock, log, installId, answers, timing } = options;
    this.arrived = new Emitter(log);
    this.onDidArrive = this.arrived.event;
    this.chatPushes = new ChatPushes({
      ...{ log, hasAccount: this.hasAccount },
      broadcast: (batch) => this.broadcast({ kind: 'chats', ...batch }),
    });
    this.journal = readJournal(options);
    this.listener = createListener(options, {
      storage: stateValue(() => Promise.resolve(database), 'listener'),
      teamStorage: stateValue(() => Promise.resolve(database), 'team'),
      accept: async (arrival) => await this.session().accept(arrival),
      missedEvents: () => this.session().missedEvents(),
      shownChats: () => this.term?.chats.shownChats ?? [],
      onChatPush: (account, push) => {
        this.chatPushes.add(account, push);
        this.term?.receive(account, push);
      },
      catchUp: async (since, signal) => await this.session().catchUp(since, signal, this.listener.view),
    });
    this.listener.onDidChange(() => this.changed());
    this.leader = leaderOperations({
      listener: this.listener,
      view: () => this.ownView,
      session: () => this.session(),
      readAgain: () => this.readAgain(),
      journalChanged: () => this.journalHasChanged(),
    });
    this.windows = joinCluster({
      installId,
      key,
      clock,
      log,
      pingWindow: answers,
      ...(timing && { timing }),
      show: (what) => {
        const notification = decodeNotification(what);
        if (notification) options.show(notification);
      },
      canShow: (what) => accountsIn(what).every(this.hasAccount),
      serve: (what, from) => this.serve(what, from),
      windowLeft: (window) => this.term?.windowLeft(window),
      release: () => this.release(),
    });
    this.windows.onDidChangeRole((role) => this.follow(role));
    this.windows.onDidReceive((what) => this.onBroadcast(what));
  }

  get onDidPushChat(): Event<AccountPush> {
    return this.chatPushes.onDidPush;
  }

  get role(): Role {
    return this.windows.role;
  }

  get view(): ListenerView {
    const view = this.ownView;
    if (this.role !== 'follower' || !this.leadersView) return view;
    const { state } = this.leadersView;
    return { ...this.leadersView, state: state === 'off' || state === 'stopping' ? state : 'follower' };
  }

  private get ownView(): ListenerView {
    const { view } = this.listener;
    return this.term?.presence.isRefused ? { ...view, presence: 'refused' } : view;
  }

  get isCaughtUp(): boolean {
    return this.listener.isCaughtUp;
  }

  status(): ListenerStatus {
    return statusOf(this.view);
  }

  async ask<M extends LeaderMethod>(method: M, args: ArgsOf<M>): Promise<ResultOf<M>> {
    try {
      const account = this.options.account();
      return decodeResult(method, await this.windows.request({ method, args, account }));
    } catch (thrown) {
      throw toEventServiceError(thrown);
    }
  }

  async start({ interactive, recheck = false }: StartOptions): Promise<ListenerStatus> {
    this.seen(await this.ask('start', { interactive: interactive && this.role !== 'follower', recheck }));
    return this.status();
  }

  async stop(): Promise<ListenerStatus> {
    this.seen(await this.ask('stop', {}));
    return this.status();
  }

  refresh(what: ListenerChange): void {
    this.listener.refresh(what);
  }

  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    if (this.role === 'leader') return await this.listener.doctor(onCheck);
    const checks = await this.ask('doctor', {});
    for (const check of checks) onCheck?.(check);
    return checks;
  }

  get foreign(): ForeignWebhooks | undefined {
    return this.listener.foreign;
  }

  setFocused(focused: boolean): void {
    this.windows.setFocused(focused);
    if (focused) void this.term?.retryShow().catch(() => undefined);
  }

  async isLastWindow(withinMs: number): Promise<boolean> {
    return await isLastWindow(this.windows, this.options.clock, withinMs);
  }

  async dispose(): Promise<void> {
    this.term?.presence.dispose();
    // While it still leads: registrations of a reusable address are removed before others could take over.
    await this.listener.dispose(this.windows.followers === 0);
    await this.windows.dispose();
    await this.release();
    for (const one of [this.viewed, this.arrived, this.journalChanged, this.chatPushes]) one.dispose();
  }

  private follow(role: Role): void {
    if (role === 'leader') this.taking = this.takeLead();
    else this.listener.setRole(role);
    if (role === 'follower') {
      const account = this.options.account();
      if (account !== undefined) this.chatPushes.receive({ account, pushes: [{ kind: 'gap' }] });
      void this.ask('view', {}).then(
        (view) => this.seen(view),
        () => undefined,
      );
    }
    this.changed();
  }

  private async takeLead(): Promise<void> {
    const { log } = this.options;
    this.leadersView = undefined;
    await this.readAgain();
    if (this.role !== 'leader') return;
    this.listener.setRole('leader');
    try {
      await this.session().showUnshown();
    } catch (thrown) {
      log.warn(`Listener: events that were not shown could not be read (${errorName(thrown)}).`);
    }
  }

  private async readAgain(): Promise<void> {
    const { reread, log } = this.options;
    if (!reread) return;
    // Where it cannot be read, the values before stay valid.
    await reread().catch(() => log.warn('Listener: the shared settings could not be read.'));
    this.changed();
  }

  /** Of this term as leader. @throws EventServiceError where this window does not lead, StorageError */
  private session(): LeaderSession {
    if (this.role !== 'leader') throw new EventServiceError('refused');
    this.term ??= new LeaderSession({
      options: this.options,
      onArrive: (arrival) => {
        if (this.hasAccount(arrival.account)) this.arrived.fire(arrival);
        this.broadcast({ kind: 'arrival', arrival });
      },
      onChange: () => this.journalHasChanged(),
      find: (notification, accounts) => this.windows.find({ ...notification, accounts }),
      multicast: (to, content) => this.listener.multicast(to, content),
      onChangeView: () => this.changed(),
    });
    return this.term;
  }

  private async release(): Promise<void> {
    const { term } = this;
    this.term = undefined;
    term?.presence.dispose();
    await this.listener.release();
    await term?.dispose();
  }

  private onBroadcast(what: unknown): void {
    const content = decodeBroadcast(what);
    if (content?.kind === 'arrival') {
      if (this.hasAccount(content.arrival.account)) this.arrived.fire(content.arrival);
    } else if (content?.kind === 'chats') this.chatPushes.receive(content);
    else if (content?.kind === 'journal') this.journalChanged.fire(undefined);
    else if (content) this.seen(content.view);
  }

  private seen(view: ListenerView | undefined): void {
    if (!view || this.role !== 'follower') return;
    this.leadersView = view;
    this.viewed.fire(this.view);
  }

  private journalHasChanged(): void {
    this.journalChanged.fire(undefined);
    this.broadcast({ kind: 'journal' });
  }

  private changed(): void {
    if (this.role === 'leader') this.broadcast({ kind: 'view', view: this.ownView });
    this.viewed.fire(this.view);
  }

  private broadcast(content: LeaderBroadcast): void {
    this.windows.broadcast(content);
  }

  /** In the leader, for all windows. */
  private async serve(what: unknown, from: WindowRef): Promise<unknown> {
    const call = decodeCall(what);
    await this.taking;
    if (!call) throw new EventServiceError('refused');
    if (needsAccount(call.method)) await requireAccount(this.options, asRecord(what).account);
    return await runCall(this.leader, call, from);
  }
}
