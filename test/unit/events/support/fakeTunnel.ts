import { Emitter } from '../../../../src/core/base/event';
import type { TunnelError } from '../../../../src/core/tunnel/tunnel';
import { type Tunnel, type TunnelProvider } from '../../../../src/core/tunnel/tunnel';

/** Names of this machine that lead to the receiver: each is an address of its own. */
export type Host = '127.0.0.1' | 'localhost';

/** A tunnel that is a loopback address, and does what the test says. */
export class FakeTunnels implements TunnelProvider {
  readonly id = 'fake';
  operator = 'nobody';
  anonymousService = false;
  metered?: true;
  host: Host = '127.0.0.1';
  /** Where the address leads instead of to the receiver. */
  elsewhere: number | undefined;
  /** What the next openings end with. */
  readonly faults: TunnelError[] = [];
  /** Openings wait while this is set. */
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
