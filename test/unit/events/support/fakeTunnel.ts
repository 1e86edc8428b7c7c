import { Emitter } from '../../../../src/core/base/event';
import type { TunnelError } from '../../../../src/core/tunnel/tunnel';
import { type Tunnel, type TunnelProvider } from '../../../../src/core/tunnel/tunnel';

/** Host names that resolve to this machine: each makes a different public URL for the receiver. */
export type Host = '127.0.0.1' | 'localhost';

/** A tunnel with a loopback URL, controlled by the test. */
export class FakeTunnels implements TunnelProvider {
  readonly id = 'fake';
  operator = 'nobody';
  anonymousService = false;
  metered?: true;
  host: Host = '127.0.0.1';
  /** The URL that requests are forwarded to in place of the receiver. */
  elsewhere: number | undefined;
  /** Errors of the next openings. */
  readonly faults: TunnelError[] = [];
  /** While set, openings wait. */
  gate: Promise<void> | undefined;
  opened = 0;
  disposed = 0;
  private closing: Emitter<{ readonly reason: string }> | undefined;
  isInspected?: (port: number) => Promise<boolean>;
  explainProbe?: (status: number) => TunnelError | undefined;

  available(): Promise<true> {
    return Promise.resolve(true);
  }

  async open(port: number): Promise<Tunnel> {
    await this.gate;
    const fault = this.faults.shift();
    if (fault) throw fault;
    this.opened += 1;
    const closing = new Emitter<{ readonly reason: string }>();
    this.closing = closing;
    return {
      publicUrl: `http://${this.host}:${this.elsewhere ?? port}`,
      onDidClose: closing.event,
      dispose: () => {
        this.disposed += 1;
        closing.dispose();
        return Promise.resolve();
      },
    };
  }

  close(): void {
    this.closing?.fire({ reason: 'told to' });
  }
}
