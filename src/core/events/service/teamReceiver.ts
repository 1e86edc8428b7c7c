import type { Clock } from '../../base/clock';
import { digestOf } from '../../base/digest';
import { errorName, type Log } from '../../base/log';
import type { Database } from '../../storage/database';
import type { TeamAccess } from '../../team/teamAccess';
import type { TeamClient } from '../../team/teamClient';
import { LeasedPublisher } from '../publish/leasedPublisher';
import { Outbox } from '../publish/outbox';
import type { ListenerStateName, ListenerView, PublishingView } from '../status/listenerStatus';
import type { ListenerProblem } from '../status/problem';
import { publishingProblem } from '../status/publishing';
import type { CheckStep } from '../transports/checkSteps';
import type { TeamPort } from '../transports/team/teamTransport';
import { BesideReading, type BesideReadingOptions } from './besideReading';
import { publishingCheck } from './publishingCheck';
import { ReceiverWatch } from './receiverWatch';
import { StandingBack } from './standingBack';

export interface TeamReceiverOptions extends Omit<BesideReadingOptions, 'onChange'> {
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly random?: () => number;
  readonly team: TeamPort;
  /** Loads the clients of NATS. */
  readonly load: () => Promise<{ readonly teamClient: TeamClient }>;
  /** Id of the active account; `undefined` while signed out. */
  readonly account: () => string | undefined;
  /** What the user has to do before this machine may receive, such as agreeing to a tunnel; nothing where absent. */
  readonly hindrance?: () => Promise<ListenerProblem | undefined>;
  /** Identifies this machine as a holder of the lease. */
  readonly holder: string;
  /** Whether this machine receives LiveChat's events, and what was missed before has been fetched. */
  readonly isCaughtUp: () => boolean;
  /** Whether this machine receives has changed: the listener is to use another transport. */
  readonly onChange: () => void;
  /** A part of `view` has changed. */
  readonly onChangeView: () => void;
}

interface Running {
  /** For what it runs: another account, key, server, stream or credentials need another run. */
  readonly name: string;
  readonly publisher: LeasedPublisher;
  /** Whether it may hold the lease, or publishes only what waits. */
  readonly mayReceive: boolean;
}

/** States in which a run of the listener begins. */
const beginnings: ReadonlySet<ListenerStateName> = new Set(['listening', 'opening']);

/**
 * Makes the leading window of a member the team's receiver, where it may be and no other machine is: it holds the lease
 * of its account, and publishes what it receives. Who waits for the lease stays a member. What was not published stays in
 * the outbox until it is, or until the team is left.
 */
export class TeamReceiver {
  private readonly outbox: Outbox;
  private readonly beside: BesideReading;
  private readonly watch: ReceiverWatch;
  private readonly standingBack: StandingBack;
  private running: Running | undefined;
  private hindrance: ListenerProblem | undefined;
  private receives = false;
  private silentMs = 0;
  private known: { readonly waiting: number; readonly oldestAt?: number } = { waiting: 0 };
  /** Changes follow one another. */
  private changing: Promise<void> = Promise.resolve();

  constructor(private readonly options: TeamReceiverOptions) {
    this.outbox = new Outbox(options.database);
    this.beside = new BesideReading({ ...options, onChange: options.onChangeView });
    const holdsLease = (): boolean => this.running?.publisher.holdsLease === true;
    const onFailing = (problem: ListenerProblem): void => this.change(() => this.standBack(problem));
    this.watch = new ReceiverWatch({ clock: options.clock, holdsLease, onFailing });
    this.standingBack = new StandingBack(options, () => this.change(() => this.check()));
  }

  /** Whether this machine holds the lease, as far as it knows. Without a connection to NATS it still receives. */
  get isReceiving(): boolean {
    return this.receives;
  }

  /** For how long there may have been no receiver when this machine became it; `undefined` while it is not. */
  get missedMs(): number | undefined {
    return this.receives ? this.silentMs : undefined;
  }

  /** What it adds to the listener's view. */
  get view(): Pick<ListenerView, 'publishing' | 'problem' | 'team'> {
    const publishing = this.publishing();
    if (!publishing) return {};
    const { progress, missingKey: keyId } = this.beside;
    const problem: ListenerProblem | undefined =
      publishing.needsUser === true
        ? publishing.problem
        : keyId !== undefined && this.receives
          ? { kind: 'team', code: 'wrong-key', keyId }
          : undefined;
    return { publishing, ...(progress && { team: progress }), ...(problem && { problem }) };
  }

  /** Its step of the doctor; none where this machine may not be the receiver and nothing waits. */
  get checks(): readonly CheckStep[] {
    return this.publishing() ? [publishingCheck(() => this.publishing())] : [];
  }

  /** The listener has entered another state. */
  follow(view: Pick<ListenerView, 'state' | 'problem'>): void {
    const { state } = view;
    if (this.receives) this.watch.follow(view);
    if (beginnings.has(state)) this.change(() => this.check());
    else if (state === 'off') this.change(() => this.rest());
    // Another window publishes what waits.
    else if (state === 'follower' && (this.running || this.hindrance)) this.change(() => this.leave());
  }

  /** An event was stored. */
  wake(): void {
    this.running?.publisher.wake();
  }

  /** The user has just started to listen: asks for the lease again, where it left that to other machines. */
  compete(): void {
    if (this.standingBack.end()) this.change(() => this.check());
  }

  /** Resolves once the changes are made that are under way. Never rejects. */
  async settled(): Promise<void> {
    await this.changing;
  }

  /** The window closes, or leads no more: gives the lease back, for another machine to take. Never rejects. */
  async release(): Promise<void> {
    this.change(() => this.leave());
    await this.changing;
  }

  private change(work: () => Promise<void> | undefined): void {
    this.changing = this.changing.then(work).catch((thrown: unknown) => {
      this.options.log.warn(`Team: this machine cannot be the receiver now (${errorName(thrown)}).`);
    });
  }

  /** The listener begins: receives, or publishes what still waits. */
  private async check(): Promise<void> {
    const access = await this.joined();
    if (!access || access.servers.length === 0) {
      await this.leave();
      return;
    }
    const account = access.receive === true ? this.options.account() : undefined;
    const name = nameOf(access, account);
    const { running } = this;
    if (name === running?.name && (running.mayReceive || account === undefined)) return;
    const before = this.hindrance;
    const reason = this.standingBack.reasonOf(name);
    const hindrance = account === undefined ? undefined : (reason ?? (await this.options.hindrance?.()));
    const mayReceive = account !== undefined && !hindrance;
    // What publishes only what waits goes on doing so.
    if (name !== running?.name || running.mayReceive !== mayReceive) {
      await this.stop();
      if (mayReceive) await this.outbox.enable();
      else if (this.outbox.isEnabled) await this.outbox.disable();
      if (mayReceive || this.outbox.count > 0) this.begin(name, access, mayReceive ? account : undefined);
    }
    this.hindrance = hindrance;
    // Only where something has changed: each change of the view leads here while the listener begins.
    if (JSON.stringify(before) !== JSON.stringify(this.hindrance)) this.options.onChangeView();
  }

  /** Listening is off: publishes what waits if that is possible at once, and gives the lease back. */
  private async rest(): Promise<void> {
    if (!this.running && !this.hindrance && !this.outbox.isEnabled && this.outbox.count === 0) return;
    await this.running?.publisher.drain();
    await this.leave();
    await this.joined();
  }

  /** Without a team, nothing is to be published. @throws what the storage of secrets throws, StorageError */
  private async joined(): Promise<TeamAccess | undefined> {
    const access = await this.options.team.access();
    if (access) return access;
    if (this.outbox.isEnabled) await this.outbox.disable();
    const left = this.outbox.count > 0 ? await this.outbox.clear() : 0;
    if (left > 0) this.options.log.warn(`Team: it was left, and ${left} events were not published.`);
    return undefined;
  }

  /** @param account for which it may receive */
  private begin(name: string, access: TeamAccess, account: string | undefined): void {
    const { clock, log, random, load, holder, isCaughtUp, onChangeView } = this.options;
    const { outbox } = this;
    const { servers, credentials, stream } = access;
    const isCurrent = (): boolean => this.running === running;
    const publisher = new LeasedPublisher({
      ...{ clock, log, outbox, key: access.keys[0], ...(random && { random }) },
      connect: async () => {
        const { teamClient } = await load();
        return await teamClient.open({ servers, credentials, stream, name: 'livechat-desk receiver' });
      },
      acquireLease: async () => (await load()).teamClient.acquireLease,
      onPublished: () => {
        if (account === undefined && isCurrent() && outbox.count === 0) this.change(() => this.stop());
        onChangeView();
      },
      ...(account !== undefined && {
        receiver: {
          ...{ account, holder, isCaughtUp },
          onTake: (missedMs: number) =>
            this.change(() => (isCurrent() ? this.receive(access, missedMs) : undefined)),
          onWait: () => {
            log.info('Team: another machine is the receiver. This one waits.');
            this.change(() => (isCurrent() ? this.giveUp() : undefined));
          },
        },
      }),
    });
    const running: Running = { name, publisher, mayReceive: account !== undefined };
    this.running = running;
    publisher.onDidChange(() => onChangeView());
  }

  /** It does not receive, and so gives the lease back. */
  private async standBack(problem: ListenerProblem): Promise<void> {
    const { running } = this;
    if (!running || !this.receives) return;
    this.standingBack.begin(running.name, problem);
    await this.stop(true);
    await this.check();
  }

  /** It is not to be the receiver, and publishes nothing. */
  private async leave(): Promise<void> {
    const { hindrance } = this;
    this.hindrance = undefined;
    this.standingBack.end();
    await this.stop();
    if (hindrance) this.options.onChangeView();
  }

  /** What prevents it from being the receiver stays known. */
  private async stop(hasFailed = false): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.publisher.stop(hasFailed);
    await this.giveUp();
  }

  private receive(access: TeamAccess, missedMs: number): undefined {
    this.silentMs = missedMs;
    this.watch.restart();
    if (this.receives) return;
    this.beside.start(access);
    this.set(true);
  }

  private async giveUp(): Promise<void> {
    this.watch.end();
    if (!this.receives) return;
    this.receives = false;
    await this.beside.stop();
    this.set(false);
  }

  private set(receives: boolean): void {
    this.receives = receives;
    this.options.log.info(`Team: this machine is ${receives ? 'the receiver' : 'a member'} now.`);
    this.options.onChange();
  }

  private publishing(): PublishingView | undefined {
    const { running, hindrance, options } = this;
    if (!running && !hindrance) return undefined;
    const { waiting, oldestAt } = this.backlog();
    if (hindrance) return { waiting, problem: hindrance };
    const receives = this.receives && { receives: true };
    const state = running?.publisher.state;
    const failed = state?.kind === 'waiting' ? state : undefined;
    const found = publishingProblem({ failed, waiting, oldestAt, now: options.clock.now() });
    const oldest = oldestAt !== undefined && { oldestAt: new Date(oldestAt).toISOString() };
    return { ...receives, waiting, ...oldest, ...found };
  }

  /** As known last where the database cannot be read: the publisher reports that. */
  private backlog(): { readonly waiting: number; readonly oldestAt?: number } {
    try {
      const { oldestAt } = this.outbox;
      this.known = oldestAt === undefined ? { waiting: 0 } : { waiting: this.outbox.count, oldestAt };
    } catch (thrown) {
      this.options.log.warn(`Team: the events that wait could not be counted (${errorName(thrown)}).`);
    }
    return this.known;
  }
}

/** @param account of which it is the receiver */
function nameOf({ keys, servers, stream, credentials }: TeamAccess, account = ''): string {
  return JSON.stringify([account, keys[0].id, servers, stream, digestOf(JSON.stringify(credentials))]);
}
