import type { Role } from '../../cluster/cluster';
import type { ArrivalKind } from '../../domain/arrival';
import type { EventTransportKind } from '../../domain/capabilities';
import type { TypingIndicator } from '../../domain/liveChat';
import type { Recipients, SendOutcome } from '../../presence/presenceSender';
import { Emitter, type Event } from '../../base/event';
import type { Check, ForeignWebhooks, TestOutcome } from '../status/checks';
import { statusOf } from '../status/listenerStatus';
import type { ListenerSettings, ListenerStatus, ListenerView } from '../status/listenerStatus';
import { runChecks, type CheckStep } from '../transports/checkSteps';
import type { EventTransport, ListenerChange, TransportHost } from '../transports/eventTransport';
import { ChatConnection } from './chatConnection';
import { settled } from './listenerState';
import { ListenerMachine, withdrawMs, type ListenerMachineOptions } from './listenerMachine';

/** A leader that was live this recently is a window reload, so it resumes without asking. */
const reloadMs = 6 * 60_000;

export interface StartOptions {
  /** Whether the user has just asked for it, so that a sign-in or consent may be shown. */
  readonly interactive: boolean;
  /** Whether to examine a connection that is live already, and what is registered for it. */
  readonly recheck?: boolean;
}

export interface ListenerOptions extends ListenerMachineOptions {
  readonly settings: () => Pick<ListenerSettings, 'autoStart'>;
  readonly transports: Partial<Record<EventTransportKind, (host: TransportHost) => EventTransport>>;
  /** How long no machine may have received, in milliseconds, where this one takes over from another machine. */
  readonly missedMs?: () => number | undefined;
  /** Called when the user starts it while it listens or retries. */
  readonly onStart?: () => void;
  /** Called when another window may take over. Never rejects. */
  readonly onRelease?: () => Promise<void>;
  /** Called after it was stopped. Never rejects. */
  readonly onStop?: () => Promise<void>;
  /** What is done with the events besides, and its steps of the doctor. */
  readonly more?: {
    readonly view: () => Pick<ListenerView, 'publishing' | 'problem' | 'team'>;
    readonly checks: () => readonly CheckStep[];
  };
  /** The transport of the active account; `undefined` while signed out. */
  readonly transportKind: () => EventTransportKind | undefined;
  /** The connection for running chats that stays while events come from a team. */
  readonly chats?: {
    readonly create: (host: TransportHost) => EventTransport;
    /** Whether the active account has running chats that are pushed. */
    readonly isWanted: () => boolean;
  };
}

/**
 * Gets LiveChat's events to this machine, through the transport of the active account. There is one in each window; only
 * that of the leading window does anything.
 */
export class Listener {
  private readonly changed = new Emitter<ListenerView>();
  readonly onDidChange: Event<ListenerView> = this.changed.event;
  private readonly machine: ListenerMachine;
  private readonly chats: ChatConnection | undefined;
  private readonly transports: readonly EventTransport[];
  private role: Role = 'electing';
  private hasFollowed = false;
  private takingOver: Promise<void> = Promise.resolve();

  constructor(private readonly options: ListenerOptions) {
    this.machine = new ListenerMachine(options, () => this.leads());
    const host = this.machine.host();
    this.transports = Object.values(options.transports).map((create) => create(host));
    const [first] = this.transports;
    if (!first) throw new RangeError('A listener needs a transport.');
    this.machine.use(first);
    this.machine.use(this.wantedTransport);
    const { chats } = options;
    this.chats = chats && new ChatConnection({ ...options, create: chats.create }, () => this.leads());
    this.machine.onDidChange((view) => {
      this.chats?.follow(this.machine.isRunning ? this.chatsAccount : undefined);
      this.changed.fire({ ...view, ...this.chats?.view });
    });
    this.chats?.onDidChange(() => this.changed.fire(this.view));
  }

  get view(): ListenerView {
    const view = { ...this.machine.view, ...this.chats?.view };
    const { problem, ...more } = this.options.more?.view() ?? {};
    // What arrives meanwhile is still shown.
    if (problem && view.state === 'live') return { ...view, ...more, state: 'needs-user', problem };
    return { ...view, ...more };
  }

  /** A part of what `ListenerOptions.more` gives has changed. */
  viewChanged(): void {
    this.machine.fire();
  }

  status(): ListenerStatus {
    return statusOf(this.view);
  }

  /** Whether LiveChat's events are received here, and what was missed before has been fetched. */
  get isCaughtUp(): boolean {
    const isReceiving = this.machine.stateName === 'live' && this.transport.isIndependent !== true;
    return isReceiving && this.machine.gaps.isCaughtUp;
  }

  /** Webhooks of other installations; absent where the transport registers none. */
  get foreign(): ForeignWebhooks | undefined {
    return this.transport.foreign;
  }

  /** The result of the election. A new leader continues what an earlier one was doing. */
  setRole(role: Role): void {
    if (role === this.role) return;
    this.role = role;
    if (role === 'follower') this.hasFollowed = true;
    if (role === 'leader') this.takeOver();
    else void this.release();
  }

  /**
   * Listens from now on, also after restarts. Resolves when it is live, in `backoff` or `needs-user`, or was stopped
   * meanwhile.
   */
  async start({ interactive, recheck = false }: StartOptions): Promise<ListenerStatus> {
    const isOther = this.transport !== this.wantedTransport;
    if (isOther) this.refresh('account');
    if (isOther || this.isTakingOver) await this.takingOver;
    if (this.machine.stateName === 'stopping') await this.machine.stop();
    if (!this.leads()) return this.status();
    if (this.machine.isRunning) {
      if (interactive) this.options.onStart?.();
      if (recheck) this.machine.recheck(interactive);
      else this.machine.retry(interactive);
      this.chats?.retry(interactive, recheck);
    } else {
      const missedMs = this.options.missedMs?.();
      if (missedMs !== undefined) this.machine.gaps.markGap(missedMs);
      this.machine.begin(interactive);
    }
    await this.settled();
    return this.status();
  }

  /** Removes the registrations at LiveChat and closes tunnel and port. Takes up to 10 s. */
  async stop(): Promise<ListenerStatus> {
    if (this.isTakingOver) await this.takingOver;
    if (!this.leads()) return this.status();
    await this.machine.stop();
    // What could not be removed when the transport changed.
    const others = this.transports.filter((one) => one !== this.transport);
    if (this.leads()) await Promise.all(others.map((one) => one.abandon()));
    await this.options.onStop?.();
    // Another transport may have taken its place meanwhile.
    if (this.isTakingOver) await this.takingOver;
    return this.status();
  }

  /** Settings or account have changed: applies them where it is listening. */
  refresh(what: ListenerChange): void {
    if (what === 'account' && this.transport !== this.wantedTransport) {
      if (this.leads()) this.takeOver();
      else this.machine.use(this.wantedTransport);
      return;
    }
    if (what === 'presence') this.chats?.presenceChanged();
    const isRunning = this.leads() && this.machine.isRunning;
    const needs = isRunning ? this.transport.whenChanged(what) : 'nothing';
    if (needs === 'reopen') this.machine.begin(false);
    else if (needs === 'restart') void this.machine.restart();
    else this.machine.fire();
  }

  /** Ends `backoff` and `needs-user`, such as after signing in. */
  retry({ interactive }: { readonly interactive: boolean }): void {
    if (!this.leads()) return;
    this.machine.retry(interactive);
    this.chats?.retry(interactive);
  }

  /** Closes port and tunnel for another window to take over; registrations stay. */
  async release(): Promise<void> {
    const released = this.machine.release(this.role);
    await Promise.all([released, this.options.onRelease?.(), this.chats?.release()]);
  }

  /** @param last whether no other window takes over: registrations of an address that may be reused are then removed */
  async dispose(last: boolean): Promise<void> {
    const mustWithdraw = this.leads() && last && this.transport.mustWithdrawAtExit;
    this.role = 'electing';
    const released = this.release();
    if (mustWithdraw) await this.transport.withdraw(withdrawMs);
    await released;
    this.machine.dispose();
    this.chats?.dispose();
    this.changed.dispose();
  }

  /** The steps of the connection for running chats beside a team, and those of `ListenerOptions.more`, follow. */
  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    const { clock, more } = this.options;
    const chats = this.chatsAccount === undefined ? undefined : this.chats?.transport;
    const checks: Check[] = [];
    for (const steps of [this.transport.checks(), chats?.checks() ?? [], more?.checks() ?? []]) {
      checks.push(...(await runChecks(steps, clock, onCheck)));
    }
    return checks;
  }

  /** Dropped where no connection for it is open. */
  sendTyping(typing: TypingIndicator): void {
    if (this.leads()) this.socket.sendTyping?.(typing);
  }

  /** Sends to other agents. Never rejects. */
  async multicast(to: Recipients, content: object): Promise<SendOutcome> {
    return (this.leads() ? await this.socket.multicast?.(to, content) : undefined) ?? 'offline';
  }

  /** @param name of the visitor or requester in it */
  sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return this.transport.sendTest(kind, name);
  }

  private leads(): boolean {
    return this.role === 'leader';
  }

  private get transport(): EventTransport {
    return this.machine.transport;
  }

  /** What may have an open connection to LiveChat. */
  private get socket(): EventTransport {
    return this.chats?.isWanted ? this.chats.transport : this.transport;
  }

  /** The account whose running chats are pushed beside the events of a team. */
  private get chatsAccount(): string | undefined {
    const { account, chats } = this.options;
    return this.leads() && this.transport.kind === 'team' && chats?.isWanted() ? account() : undefined;
  }

  private get wantedTransport(): EventTransport {
    const kind = this.options.transportKind();
    const wanted = this.transports.find((one) => one.kind === kind);
    if (wanted || !this.transport.isIndependent) return wanted ?? this.transport;
    // A team was left while no account is signed in.
    return this.transports.find((one) => one.isIndependent !== true) ?? this.transport;
  }

  private get isTakingOver(): boolean {
    return this.machine.stateName === 'electing' || this.machine.stateName === 'follower';
  }

  private takeOver(): void {
    this.takingOver = this.takingOver.then(() => this.continueEarlier());
  }

  /** Continues what another window, an earlier run or the other transport was doing. */
  private async continueEarlier(): Promise<void> {
    await this.machine.releasing;
    if (!this.leads()) return;
    const wasRunning = this.machine.isRunning;
    const isOther = this.transport !== this.wantedTransport;
    if (isOther) await this.switchTransport(wasRunning);
    const now = this.options.clock.now();
    const { checkpoint } = this.machine;
    const { wanted, liveAt = 0 } = await checkpoint.load().catch(() => checkpoint.now);
    if (!this.leads() || !this.isTakingOver) return;
    const resumes = this.hasFollowed || now - liveAt < reloadMs || this.options.settings().autoStart;
    if ((isOther && wasRunning) || (wanted && resumes)) this.machine.begin(false);
    else this.machine.rest();
  }

  /** The earlier transport closes before the other opens: they share the checkpoint. */
  private async switchTransport(wasRunning: boolean): Promise<void> {
    const before = this.transport;
    this.machine.use(this.wantedTransport);
    const released = this.machine.release('electing', before);
    if (wasRunning) this.machine.gaps.markGap(this.options.missedMs?.() ?? 0);
    await released;
    if (this.leads()) await before.abandon();
  }

  private async settled(): Promise<void> {
    if (settled.has(this.machine.stateName)) return;
    await new Promise<void>((resolve) => {
      const watching = this.onDidChange(({ state }) => {
        if (!settled.has(state) && this.leads()) return;
        watching.dispose();
        resolve();
      });
    });
  }
}
