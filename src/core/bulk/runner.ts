import type { TicketActions } from '../actions/ticketActions';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { errorMessage, type Log } from '../base/log';
import { displayName } from '../domain/account';
import type { Failure, FailureCode } from '../domain/failure';
import type { Audit } from '../stores/auditLog';
import { accountIdOf, type SessionStore } from '../stores/sessionStore';
import { runLeaseMs, type BulkRows } from './bulkRows';
import { callOptionsOf } from './changeInTurn';
import { changeItem, type ItemResult } from './changeItem';
import { lookForItem } from './lookForItem';
import type { Run, RunItem } from './run';

/** How long to wait after 429 if LiveChat names no time. */
const defaultPauseMs = 60_000;
/** Nothing can be sent until the user has done something about it. */
const pausingCodes: ReadonlySet<FailureCode> = new Set([
  'network',
  'unauthorized',
  'not-signed-in',
  'cancelled',
]);

export interface RunnerOptions {
  readonly rows: BulkRows;
  readonly actions: TicketActions;
  readonly audit: Audit;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Identifies this window. */
  readonly owner: string;
}

/** Why a run stopped. */
export type RunEnd =
  | { readonly kind: 'ended' | 'paused' | 'taken' }
  /** Paused, because nothing can be sent. */
  | { readonly kind: 'blocked'; readonly why: Failure }
  /** The database cannot be used. What is being sent is looked for when the run is resumed. */
  | { readonly kind: 'unstored'; readonly thrown: unknown };

interface Active {
  readonly stop: AbortController;
  /** What the run becomes when it stops. */
  onStop: 'running' | 'paused' | 'cancelled';
}

/**
 * Works on confirmed runs, one ticket after another. Each change is stored as `sending` before it is sent, so that no
 * window sends it twice; one that was left in that state is looked for in LiveChat first.
 */
export class BulkRunner implements Disposable {
  private readonly changed = new Emitter<{ readonly run: number; readonly position?: number }>();
  /** Fires when a run or one of its items has changed. */
  readonly onDidChange = this.changed.event;
  private readonly active = new Map<number, Active>();

  constructor(private readonly options: RunnerOptions) {}

  /** Whether this window works on the run. */
  isActive(id: number): boolean {
    return this.active.has(id);
  }

  /** Works on a run until it ends or stops. Never rejects. `taken`: another window has it, or it is not confirmed. */
  async run(id: number): Promise<RunEnd> {
    if (this.active.has(id)) return { kind: 'taken' };
    const active: Active = { stop: new AbortController(), onStop: 'running' };
    this.active.set(id, active);
    try {
      return await this.work(id, active);
    } catch (thrown) {
      this.options.log.warn(`A run of changes stopped: ${errorMessage(thrown)}`);
      return { kind: 'unstored', thrown };
    } finally {
      this.active.delete(id);
      this.changed.fire({ run: id });
    }
  }

  /** Stops after the current ticket. */
  pause(id: number): void {
    this.stop(id, 'paused');
  }

  /** What was not sent yet is not sent. Resolves once that is stored. @throws StorageError */
  async cancel(id: number): Promise<void> {
    if (this.active.has(id)) {
      this.stop(id, 'cancelled');
      return;
    }
    const { rows, owner, clock } = this.options;
    if (await rows.claim(id, { owner, now: clock.now() })) {
      const hasEnded = await rows.cancel(id, owner);
      if (!hasEnded) await rows.release(id, owner, 'paused');
    }
    this.changed.fire({ run: id });
  }

  /** The window closes: another one can resume at once. */
  dispose(): void {
    for (const { stop } of this.active.values()) stop.abort();
    this.changed.dispose();
  }

  private stop(id: number, onStop: Active['onStop']): void {
    const active = this.active.get(id);
    if (!active) return;
    active.onStop = onStop;
    active.stop.abort();
    this.changed.fire({ run: id });
  }

  private async work(id: number, active: Active): Promise<RunEnd> {
    const { rows, owner, clock } = this.options;
    if (!(await rows.claim(id, { owner, now: clock.now() }))) return { kind: 'taken' };
    const run = await rows.run(id);
    if (!run || run.account !== accountIdOf(this.options.session.current)) {
      await rows.release(id, owner, 'paused');
      return { kind: 'blocked', why: { code: 'cancelled' } };
    }
    const renewing = this.keepLease(id, active.stop);
    this.changed.fire({ run: id });
    try {
      const end = await this.workOn(run, active);
      if (end) return end;
    } finally {
      renewing.dispose();
    }
    if (active.onStop === 'cancelled' && (await rows.cancel(id, owner))) return { kind: 'ended' };
    await rows.release(id, owner, active.onStop === 'running' ? 'running' : 'paused');
    return { kind: 'paused' };
  }

  /** @returns `undefined` where it was stopped */
  private async workOn(run: Run, { stop: { signal } }: Active): Promise<RunEnd | undefined> {
    const { rows, owner, clock } = this.options;
    const items = (await rows.items(run.id)).length;
    await this.waitUntil(run.pausedUntil, signal);
    while (!signal.aborted) {
      const item = await rows.next(run.id);
      if (!item) return { kind: (await rows.end(run.id, owner)) ? 'ended' : 'taken' };
      const result = await this.handle(run, item, items);
      if (result.kind === 'not-mine') return { kind: 'taken' };
      if (result.kind === 'finished') {
        const outcome = { ...item.outcome, ...result.outcome };
        await rows.finish(run.id, item.position, { ...result, outcome }, owner);
        this.changed.fire({ run: run.id, position: item.position });
        if (!result.limit) continue;
      }
      if (result.kind === 'blocked' && result.state === 'waiting')
        await rows.finish(run.id, item.position, { state: 'waiting' }, owner);
      const why = result.kind === 'finished' ? result.limit : result.why;
      if (why?.code === 'rate-limited') {
        const until = clock.now() + (why.retryAfterMs ?? defaultPauseMs);
        await rows.setPause(run.id, until);
        this.changed.fire({ run: run.id });
        if (await this.waitUntil(until, signal)) await rows.setPause(run.id, undefined);
        this.changed.fire({ run: run.id });
      } else if (why) {
        await rows.release(run.id, owner, 'paused');
        return { kind: 'blocked', why };
      }
    }
    return undefined;
  }

  private async handle(run: Run, item: RunItem, items: number): Promise<ItemResult> {
    const { rows, actions, audit, session, owner, clock } = this.options;
    const { current } = session;
    // Actions use the account that is active when they start.
    if (current.kind === 'signed-out' || current.account.id !== run.account)
      return {
        kind: 'blocked',
        why: { code: 'cancelled' },
        state: item.state === 'sending' ? 'sending' : 'waiting',
      };
    const who = displayName(current.account);
    const isBlocking = ({ code }: Failure): boolean => code === 'rate-limited' || pausingCodes.has(code);
    const call = callOptionsOf(items);
    if (item.state === 'sending')
      return await lookForItem({ actions, audit, who, call, isBlocking }, run, item);
    return await changeItem({ actions, call, isBlocking }, run, item, (sent) =>
      rows.markSending(run.id, item.position, sent, { owner, now: clock.now() }),
    );
  }

  /** @returns whether it waited to the end */
  private async waitUntil(until: number | undefined, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.options;
    if (until !== undefined && until > clock.now()) await sleep(clock, until - clock.now(), signal);
    return !signal.aborted;
  }

  /** A window that could not renew its lease in time sends nothing more. */
  private keepLease(id: number, stop: AbortController): Disposable {
    const { rows, owner, clock } = this.options;
    let timer: Disposable | undefined;
    const ended = new AbortController();
    const renew = async (): Promise<void> => {
      const isMine = await rows.renew(id, { owner, now: clock.now() }).catch(() => true);
      if (!isMine) stop.abort();
      if (isMine && !ended.signal.aborted) schedule();
    };
    const schedule = (): void => {
      timer = clock.after(runLeaseMs / 3, () => void renew());
    };
    schedule();
    return {
      dispose: () => {
        ended.abort();
        timer?.dispose();
      },
    };
  }
}
