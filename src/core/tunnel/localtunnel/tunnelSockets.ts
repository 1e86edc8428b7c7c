import { connect, type Socket } from 'node:net';
import type { Clock } from '../../base/clock';
import { Emitter, type Event } from '../../base/event';
import { TunnelError } from '../tunnel';

export interface TunnelSocketsOptions {
  readonly clock: Clock;
  readonly server: string;
  readonly serverPort: number;
  readonly receiverPort: number;
  readonly count: number;
}

/** A connection that ends sooner than this without a request was rejected. */
const turnedAwayMs = 1000;
const mostTurnedAway = 10;
const noReceiver = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/**
 * A pool of connections to the server, each waiting for requests to forward to the receiver. Connects to the receiver
 * only when the first byte of a request arrives: an idle connection would time out there, and the next request would
 * get the response to that. Connections that end are replaced.
 */
export class TunnelSockets {
  private readonly open = new Set<Socket>();
  private readonly losing = new Emitter<string>();
  private turnedAway = 0;
  private over = false;

  /** Called once: the server is unreachable, so the address no longer works. */
  readonly onDidLose: Event<string> = this.losing.event;

  constructor(private readonly options: TunnelSocketsOptions) {}

  /** Opens all connections. Resolves when the first is established. */
  connect(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', give, { once: true });
      const lost = this.onDidLose((reason) => reject(new TunnelError('offline', reason, true)));
      for (let made = 0; made < this.options.count; made++) {
        this.add(() => {
          signal.removeEventListener('abort', give);
          lost.dispose();
          resolve();
        });
      }
    });
  }

  dispose(): void {
    this.over = true;
    this.losing.dispose();
    for (const socket of this.open) socket.destroy();
  }

  private add(onConnect: () => void = () => undefined): void {
    if (this.over) return;
    const { clock, server: host, serverPort: port } = this.options;
    const remote = connect({ host, port, noDelay: true, keepAlive: true });
    const begun = clock.now();
    let connected = false;
    let used = false;
    this.open.add(remote);
    remote.on('connect', () => {
      connected = true;
      onConnect();
    });
    remote.on('error', () => undefined);
    remote.on('close', () => {
      this.open.delete(remote);
      this.turnedAway = used || clock.now() - begun > turnedAwayMs ? 0 : this.turnedAway + 1;
      if (!connected || this.turnedAway > mostTurnedAway) this.lose();
      else this.add();
    });
    remote.once('readable', () => {
      // Also fires at the end, without data.
      if (remote.readableLength === 0) {
        remote.destroy();
        return;
      }
      used = true;
      this.carry(remote);
    });
  }

  private carry(remote: Socket): void {
    const local = connect({ host: '127.0.0.1', port: this.options.receiverPort, noDelay: true });
    let reached = false;
    local.on('connect', () => {
      reached = true;
      remote.pipe(local).pipe(remote);
    });
    local.on('error', () => {
      // Otherwise the sender would wait forever.
      if (reached) remote.destroy();
      else remote.resume().end(noReceiver);
    });
    local.on('close', () => {
      // A socket emits `end` only while it is read.
      if (reached) remote.resume().end();
    });
    remote.on('close', () => local.destroy());
  }

  private lose(): void {
    if (this.over) return;
    this.over = true;
    for (const socket of this.open) socket.destroy();
    this.losing.fire('The localtunnel server is unreachable.');
  }
}
