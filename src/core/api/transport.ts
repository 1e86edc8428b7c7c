import type { Disposable } from '../base/disposable';
import type { CallBudget, CallOptions } from '../domain/connection';
import { doneOf, fail, type Failure, FailureError, failureOf } from '../domain/failure';
import type { ApiResponse } from './response';
import { Gate, maxPersonWaitMs, type Turn } from './gate';
import type { KeyCheck } from './keyCheck';
import { isReading, buildUrl, type ApiRequest } from './request';
import { firstRetryMs, retry } from './retry';
import { createSender, type Endpoint, type Sender } from './send';

export interface TransportOptions extends Omit<Endpoint, 'onRetryAfter'> {
  /** Maximum number of calls in any 60 seconds. */
  readonly callsPerMinute: number;
  /** Shortest wait before a retry, in milliseconds; that of `retry.ts` by default. */
  readonly firstRetryMs?: number;
  /** Shared by the transports of one connection; its own gate by default. */
  readonly gate?: Gate;
  /** Limits background calls, if present. */
  readonly budget?: CallBudget;
  /** See `ConnectOptions`. */
  readonly shownReason?: (reason: string) => string;
  /** Confirms that the key is refused; without it the first 401 counts. */
  readonly keyCheck?: KeyCheck;
}

/** Makes API calls. */
export interface Caller {
  /**
   * Makes a call, or joins an equal read in progress. Aborting ends only this caller's wait; the call itself is
   * aborted when its last caller leaves.
   * @throws FailureError
   */
  call(request: ApiRequest, options?: CallOptions): Promise<ApiResponse>;
}

/** A queued or running call and its number of callers. */
interface PendingCall {
  readonly stop: AbortController;
  readonly turn: Turn;
  readonly budgetGate: BudgetGate;
  readonly response: Promise<ApiResponse>;
  callers: number;
}

/**
 * Makes the calls of one account: each passes the gate and is retried if that is safe; equal concurrent reads
 * share one call.
 */
export class Transport implements Caller, Disposable {
  private readonly gate: Gate;
  private readonly budget: CallBudget | undefined;
  private readonly keyCheck: KeyCheck | undefined;
  private readonly shownReason: TransportOptions['shownReason'];
  private readonly sender: Sender;
  private readonly base: string;
  private readonly firstRetryMs: number;
  private readonly pending = new Set<PendingCall>();
  /** Reads that may be joined, by URL and body. */
  private readonly reads = new Map<string, PendingCall>();
  private calls = 0;
  private disposed = false;

  constructor(options: TransportOptions) {
    this.base = options.base;
    this.firstRetryMs = options.firstRetryMs ?? firstRetryMs;
    this.gate = options.gate ?? new Gate(options.callsPerMinute);
    this.budget = options.budget;
    this.keyCheck = options.keyCheck;
    this.shownReason = options.shownReason;
    this.sender = createSender({ ...options, onRetryAfter: (ms) => this.gate.pauseFor(ms) });
  }

  /**
   * A call that is refused with 401 had no effect. It is repeated once if a check accepts the key: then only this
   * call is forbidden, or the refusal was temporary.
   */
  async call(request: ApiRequest, options: CallOptions = {}): Promise<ApiResponse> {
    try {
      return await this.callOnce(request, options);
    } catch (thrown) {
      if (!this.keyCheck || options.isKeyCheck || !isUnauthorized(thrown)) throw thrown;
      await this.keyCheck.confirm();
      if (options.signal?.aborted) fail({ code: 'cancelled' });
    }
    try {
      return await this.callOnce(request, options);
    } catch (thrown) {
      throw isUnauthorized(thrown) ? new FailureError({ code: 'forbidden', reasons: [] }) : thrown;
    }
  }

  dispose(): void {
    this.disposed = true;
    for (const call of this.pending) call.stop.abort();
    this.gate.dispose();
    this.sender.dispose();
  }

  private async callOnce(request: ApiRequest, options: CallOptions): Promise<ApiResponse> {
    if (this.disposed || options.signal?.aborted) return fail({ code: 'cancelled' });
    const { priority = 'interactive', outsideBudget } = options;
    const isFree = priority === 'interactive' || outsideBudget === true;
    const key = readKey(buildUrl(this.base, request), request);
    if (!isReading(request)) {
      // Reads that started before this write may return outdated data, so later callers must not join them.
      return await this.join(this.start(request, options, isFree), options.signal).finally(() =>
        this.reads.clear(),
      );
    }
    const known = this.reads.get(key);
    const joined = known && !known.budgetGate.hasRefused ? known : this.start(request, options, isFree);
    if (isFree) joined.budgetGate.open();
    if (priority === 'interactive') this.gate.raisePriority(joined.turn);
    if (!joined.stop.signal.aborted) this.reads.set(key, joined);
    return await this.join(joined, options.signal);
  }

  /** @param isFree whether the budget does not apply */
  private start(request: ApiRequest, options: CallOptions, isFree: boolean): PendingCall {
    const { priority = 'interactive', callsOfRun, failsIfLimited = false } = options;
    this.calls += 1;
    const id = `${this.base} ${this.calls}`;
    const turn: Turn = { id, priority, ...(callsOfRun !== undefined && { callsOfRun }) };
    const mayRetry = ({ code }: Failure): boolean =>
      !(failsIfLimited && code === 'rate-limited') && this.gate.pausedMs <= maxPersonWaitMs;
    const stop = new AbortController();
    const { signal } = stop;
    const budgetGate = new BudgetGate(isFree ? undefined : this.budget);
    const attempt = async (): Promise<ApiResponse> => {
      await budgetGate.pass(signal);
      return await this.gate.run(() => this.sender.send(request, signal), turn, signal);
    };
    const call: PendingCall = {
      stop,
      turn,
      budgetGate,
      callers: 0,
      response: retry(isReading(request), attempt, this.firstRetryMs, mayRetry, signal)
        .catch((error: unknown) => {
          throw signal.aborted ? new FailureError({ code: 'cancelled' }) : this.shown(error);
        })
        .finally(() => this.forget(call)),
    };
    this.pending.add(call);
    return call;
  }

  private shown(thrown: unknown): unknown {
    const { shownReason } = this;
    const failure = failureOf(thrown);
    if (!shownReason || !failure || !('reasons' in failure) || failure.reasons.length === 0) return thrown;
    return new FailureError({ ...failure, reasons: failure.reasons.map(shownReason) }, doneOf(thrown));
  }

  private join(call: PendingCall, signal: AbortSignal | undefined): Promise<ApiResponse> {
    call.callers += 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        call.callers -= 1;
        if (call.callers === 0) {
          this.forget(call);
          call.stop.abort();
        }
        reject(new FailureError({ code: 'cancelled' }));
      };
      const settled = (): void => signal?.removeEventListener('abort', leave);
      signal?.addEventListener('abort', leave, { once: true });
      call.response.finally(settled).then(resolve, reject);
    });
  }

  private forget(call: PendingCall): void {
    this.pending.delete(call);
    for (const [key, read] of this.reads) if (read === call) this.reads.delete(key);
  }
}

function isUnauthorized(thrown: unknown): boolean {
  return failureOf(thrown)?.code === 'unauthorized';
}

function readKey(url: string, { body }: ApiRequest): string {
  return body === undefined ? url : `${url} ${JSON.stringify(body)}`;
}

/**
 * Holds one call back until the budget admits it. Opened for a user's call, also if a person joins a waiting
 * call.
 */
class BudgetGate {
  private wasOpened = false;
  /** Aborts the wait for the budget; most calls have none. */
  private waiting: AbortController | undefined;
  private refused = false;

  /** @param budget absent if the call is not subject to the budget */
  constructor(private readonly budget: CallBudget | undefined) {}

  /** Whether the budget refused the call: no other caller may join it. */
  get hasRefused(): boolean {
    return this.refused;
  }

  open(): void {
    this.wasOpened = true;
    this.waiting?.abort();
  }

  /** @throws FailureError `rate-limited` by the budget; `cancelled` if `signal` was aborted while waiting */
  async pass(signal: AbortSignal): Promise<void> {
    if (!this.budget || this.isOpen()) return;
    this.waiting ??= new AbortController();
    const mayGo = await this.budget.admit(AbortSignal.any([signal, this.waiting.signal]));
    if (signal.aborted) return fail({ code: 'cancelled' });
    if (mayGo || this.isOpen()) return;
    this.refused = true;
    return fail({ code: 'rate-limited', by: 'budget' });
  }

  /** A method, because `wasOpened` may change while `pass` waits. */
  private isOpen(): boolean {
    return this.wasOpened;
  }
}
