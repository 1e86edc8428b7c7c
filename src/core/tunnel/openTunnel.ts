import { withTimeout, abortAfter } from '../base/async';
import type { Clock } from '../base/clock';
import { toDisposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { type Tunnel, type TunnelNote, TunnelError } from './tunnel';

/** Shorter than the 5 s that `Tunnel.dispose` guarantees, as a margin on a busy machine. */
const disposeWithinMs = 4500;

export interface OpenTunnelParts {
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly note?: TunnelNote;
  /** Ends the program or connection. Called once, by `dispose` or after the tunnel has closed. */
  end(): Promise<void>;
}

/** The `Tunnel` of every provider: closes at most once, and is disposed once and in time. */
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

  /** For the provider: the tunnel failed, or its address changed. */
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

/** Less than the 30 s of `open`, because a started program is stopped before `open` rejects. */
export const openWithinMs = 25_000;

/**
 * Runs work with a signal that aborts after `ms` with a `timeout` error, or when `outer` aborts, with its reason. The
 * work must settle soon after its signal aborts.
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
