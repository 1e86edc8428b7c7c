import { withTimeout, abortAfter } from '../base/async';
import type { Clock } from '../base/clock';
import { toDisposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { type Tunnel, type TunnelNote, TunnelError } from './tunnel';

/** Shorter than the 5 s that are promised, so that the promise holds on a busy machine too. */
const disposeWithinMs = 4500;

export interface OpenTunnelParts {
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly note?: TunnelNote;
  /** Ends what carries the tunnel. Called once, by `dispose` or after the tunnel closed by itself. */
  end(): Promise<void>;
}

/** The tunnel that every provider hands out: closes at most once, is disposed of once and in time. */
export class OpenTunnel implements Tunnel {
  readonly publicUrl: string;
  readonly note?: TunnelNote;
  private readonly closing = new Emitter<{ readonly reason: string }>();
  private closed: { readonly reason: string } | undefined;
  private ended: Promise<void> | undefined;

  constructor(private readonly parts: OpenTunnelParts) {
    this.publicUrl = parts.publicUrl;
    if (parts.note !== undefined) this.note = parts.note;
  }

  readonly onDidClose: Event<{ readonly reason: string }> = (listener) => {
    if (!this.closed) return this.closing.event(listener);
    listener(this.closed);
    return toDisposable(() => undefined);
  };

  /** For the provider: the tunnel no longer works, or no longer under this address. */
  close(reason: string): void {
    if (this.closed || this.ended) return;
    this.closed = { reason };
    this.closing.fire(this.closed);
    void this.dispose();
  }

  dispose(): Promise<void> {
    this.ended ??= this.end();
    return this.ended;
  }

  private async end(): Promise<void> {
    this.closing.dispose();
    await withTimeout(this.parts.clock, disposeWithinMs, this.parts.end()).catch(() => undefined);
  }
}

/** Less than the 30 s that `open` has, since a program that was started is ended before `open` fails. */
export const openWithinMs = 25_000;

/**
 * Does work with a signal of its own that ends after `ms`, then with a `timeout` error, or when the caller's
 * signal ends, then with its reason. The work must end soon after its signal.
 */
export async function withDeadline<T>(
  clock: Clock,
  outer: AbortSignal,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const reason = (): Error =>
    new TunnelError('timeout', `No public address after ${Math.round(ms / 1000)} s.`, true);
  const deadline = abortAfter(clock, ms, { reason, others: [outer] });
  try {
    return await work(deadline.signal);
  } finally {
    deadline.dispose();
  }
}
