import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';

/** What happens to a push on its way, as on a bad connection. */
export interface PushFault {
  /** The pushes affected; all if absent. */
  readonly match?: { readonly action?: string; readonly login?: string };
  /** Number of matching pushes affected; 1 by default. A push to two sockets counts twice. */
  readonly times?: number;
  /**
   * `drop`: it never arrives. `repeat`: it arrives twice. `swap`: it arrives after the next push to the same socket.
   * A number: it arrives after so many milliseconds.
   */
  readonly effect: 'drop' | 'repeat' | 'swap' | number;
}

/** Applies faults to pushes. */
export class PushFaults implements Disposable {
  private queue: { readonly fault: PushFault; left: number }[] = [];
  /** Pushes that wait for the next one, by session. */
  private readonly held = new Map<object, (() => void)[]>();
  private readonly delays = new DisposableStore();

  constructor(private readonly clock: Clock) {}

  next(fault: PushFault): void {
    this.queue.push({ fault, left: fault.times ?? 1 });
  }

  deliver(session: object, action: string, login: string, send: () => void): void {
    const effect = this.take(action, login)?.effect;
    if (effect === 'drop') return;
    if (effect === 'swap') {
      this.held.set(session, [...(this.held.get(session) ?? []), send]);
      return;
    }
    if (typeof effect === 'number') {
      this.delays.add(this.clock.after(effect, send));
      return;
    }
    send();
    if (effect === 'repeat') send();
    const held = this.held.get(session) ?? [];
    this.held.delete(session);
    for (const late of held) late();
  }

  /** Drops what waits for a session that has ended. */
  forget(session: object): void {
    this.held.delete(session);
  }

  dispose(): void {
    this.delays.dispose();
    this.held.clear();
  }

  private take(action: string, login: string): PushFault | undefined {
    const entry = this.queue.find(
      ({ fault: { match } }) =>
        (match?.action === undefined || match.action === action) &&
        (match?.login === undefined || match.login === login),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.queue = this.queue.filter((other) => other !== entry);
    return entry.fault;
  }
}
