import type { Disposable } from '../base/disposable';
import type { CallBudget, CallOptions } from '../domain/connection';
import { fail, FailureError } from '../domain/failure';
import type { Answer } from './answer';
import { BudgetGate } from './budgetGate';
import { Gate, patienceMs, type Turn } from './gate';
import { isReading, urlOf, type ApiRequest } from './request';
import { retry } from './retry';
import { createSender, type Endpoint, type Sender } from './send';

export interface TransportOptions extends Omit<Endpoint, 'onRetryAfter'> {
  /** Maximum number of calls in any 60 seconds. */
  readonly callsPerMinute: number;
  /** Shortest wait before a retry, in milliseconds; 500 by default. */
  readonly firstRetryMs?: number;
  /** Shared by the transports of one connection; its own gate by default. */
  readonly gate?: Gate;
  /** Limits background calls, if present. */
  readonly budget?: CallBudget;
}

/** Makes API calls. */
export interface Caller {
  /**
   * Makes a call, or joins an equal read in progress. Aborting ends only this caller's wait; the call itself is
   * aborted when its last caller leaves.
   * @throws FailureError
   */
  call(request: ApiRequest, options?: CallOptions): Promise<Answer>;
}

/** A queued or running call and its number of callers. */
interface UnderWay {
  readonly stop: AbortController;
  readonly turn: Turn;
  readonly budgetGate: BudgetGate;
  readonly answer: Promise<Answer>;
  callers: number;
}

/**
 * Makes the calls of one account: each passes the gate and is retried if that is safe; equal concurrent reads
 * share one call.
 */
export class Transport implements Caller, Disposable {
  private readonly gate: Gate;
  private readonly budget: CallBudget | undefined;
  private readonly sender: Sender;
  private readonly base: string;
  private readonly firstRetryMs: number;
  private readonly all = new Set<UnderWay>();
  /** Reads that may be joined, by URL and body. */
  private readonly reads = new Map<string, UnderWay>();
  private calls = 0;
  private disposed = false;

  constructor(options: TransportOptions) {
    this.base = options.base;
    this.firstRetryMs = options.firstRetryMs ?? 500;
    this.gate = options.gate ?? new Gate(options.callsPerMinute);
    this.budget = options.budget;
    this.sender = createSender({ ...options, onRetryAfter: (ms) => this.gate.hold(ms) });
  }

  async call(request: ApiRequest, options: CallOptions = {}): Promise<Answer> {
    if (this.disposed || options.signal?.aborted) return fail({ code: 'cancelled' });
    const { priority = 'person', outsideBudget } = options;
    const isFree = priority === 'person' || outsideBudget === true;
    const key = keyOf(urlOf(this.base, request), request);
    if (!isReading(request)) {
      // Reads that started before this write may return outdated data, so later callers must not join them.
      return await this.wait(this.begin(request, priority, isFree), options.signal).finally(() =>
        this.reads.clear(),
      );
    }
    const known = this.reads.get(key);
    const joined = known && !known.budgetGate.hasRefused ? known : this.begin(request, priority, isFree);
    if (isFree) joined.budgetGate.open();
    if (priority === 'person') this.gate.raise(joined.turn);
    if (!joined.stop.signal.aborted) this.reads.set(key, joined);
    return await this.wait(joined, options.signal);
  }

  dispose(): void {
    this.disposed = true;
    for (const call of this.all) call.stop.abort();
    this.gate.dispose();
    this.sender.dispose();
  }

  /** @param isFree whether the budget does not apply */
  private begin(request: ApiRequest, priority: Turn['priority'], isFree: boolean): UnderWay {
    this.calls += 1;
    const turn: Turn = { id: `${this.base} ${this.calls}`, priority };
    const stop = new AbortController();
    const { signal } = stop;
    const budgetGate = new BudgetGate(isFree ? undefined : this.budget);
    const attempt = async (): Promise<Answer> => {
      await budgetGate.pass(signal);
      return await this.gate.run(() => this.sender.send(request, signal), turn, signal);
    };
    const call: UnderWay = {
      stop,
      turn,
      budgetGate,
      callers: 0,
      answer: retry(isReading(request), attempt, this.firstRetryMs, () => this.isPatient(), signal)
        .catch((error: unknown) => {
          throw signal.aborted ? new FailureError({ code: 'cancelled' }) : error;
        })
        .finally(() => this.forget(call)),
    };
    this.all.add(call);
    return call;
  }

  private wait(call: UnderWay, signal: AbortSignal | undefined): Promise<Answer> {
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
      call.answer.finally(settled).then(resolve, reject);
    });
  }

  private isPatient(): boolean {
    return this.gate.heldMs <= patienceMs;
  }

  private forget(call: UnderWay): void {
    this.all.delete(call);
    for (const [key, read] of this.reads) if (read === call) this.reads.delete(key);
  }
}

function keyOf(url: string, { body }: ApiRequest): string {
  return body === undefined ? url : `${url} ${JSON.stringify(body)}`;
}
