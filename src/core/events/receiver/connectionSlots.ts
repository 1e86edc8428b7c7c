import type { Socket } from 'node:net';
import type { ReceiverLimits } from './receiver';

/**
 * Bounds the open connections. One that is handling a request to a secret path is proven and stays; of the others the
 * oldest is closed where a new one needs its place. So clients that do not know a path cannot keep deliveries and probes
 * out, however slowly they send.
 */
export class ConnectionSlots {
  /** Oldest first. */
  private readonly unproven = new Set<Socket>();
  private readonly proven = new Set<Socket>();
  private wasFull = false;

  /** @param onFull called when the places run out, not again before half of them are free */
  constructor(
    private readonly limits: Pick<ReceiverLimits, 'maxConnections' | 'reservedConnections'>,
    private readonly onFull: () => void,
  ) {}

  add(socket: Socket): void {
    socket.once('close', () => this.remove(socket));
    this.addUnproven(socket);
  }

  /** Its request has a secret path. Where too many have, it stays in the place of a new connection. */
  prove(socket: Socket): void {
    if (this.proven.size < this.limits.maxConnections - 1 && this.unproven.delete(socket)) {
      this.proven.add(socket);
    }
  }

  /** Its request was answered: what comes next on the connection may be from another client of the tunnel. */
  release(socket: Socket): void {
    if (this.proven.delete(socket)) this.addUnproven(socket);
  }

  /** Closes connections that have sent nothing: Node does not count them as idle. */
  closeUnused(): void {
    for (const socket of this.unproven) if (socket.bytesRead === 0) socket.destroy();
  }

  private addUnproven(socket: Socket): void {
    const [oldest] = this.unproven;
    if (oldest && this.unproven.size >= this.room) {
      if (!this.wasFull) this.onFull();
      this.wasFull = true;
      this.unproven.delete(oldest);
      oldest.destroy();
    }
    this.unproven.add(socket);
  }

  private remove(socket: Socket): void {
    this.unproven.delete(socket);
    this.proven.delete(socket);
    if (this.unproven.size <= this.room / 2) this.wasFull = false;
  }

  private get room(): number {
    const { maxConnections, reservedConnections } = this.limits;
    return maxConnections - Math.max(reservedConnections, this.proven.size);
  }
}
