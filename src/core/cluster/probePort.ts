import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Clock } from '../base/clock';
import { clientHandshake } from './handshake';
import { JsonLineSocket } from './jsonLineSocket';
import { decodeClusterMessage, type LeaderClaim } from './messages';
import type { ClusterTiming } from './cluster';

const firstPort = 20_000;
/** Ends below the ephemeral ports, which begin at 32768 on Linux and at 49152 on other systems. */
const portRange = 12_000;
const candidateCount = 5;

/** The ports that a leader of this installation may listen on, in the order in which all windows try them. */
export function candidatePorts(installId: string): readonly number[] {
  const ports = new Set<number>();
  for (let round = 0; ports.size < candidateCount; round += 1) {
    const digest = createHash('sha256').update(`windows ${round} ${installId}`).digest();
    ports.add(firstPort + (digest.readUInt32BE() % portRange));
  }
  return [...ports];
}

/**
 * What listens on a port. `free`: nothing, although only listening there proves it. `foreign`: another program.
 * `silent`: a program that accepts the connection but sends nothing, such as a hanging window of this cluster.
 */
export type PortProbeResult =
  | { readonly kind: 'leader'; readonly lines: JsonLineSocket; readonly claim: LeaderClaim }
  | { readonly kind: 'free' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'silent' };

export interface ProbeOptions {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly timing: ClusterTiming;
  readonly focused: boolean;
  /** Set by a leader, to compare claims without joining. */
  readonly claim?: LeaderClaim;
}

/** Loopback connections take less than a millisecond, but Windows takes seconds to refuse one. */
const connectTimeoutMs = 250;

/** Connects to a port and authenticates. Never rejects. For a `leader` the caller must close `lines`. */
export function probePort(port: number, options: ProbeOptions): Promise<PortProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const lines = new JsonLineSocket(socket);
    let isConnected = false;
    let isSettled = false;
    const settle = (result: PortProbeResult): void => {
      if (isSettled) return;
      isSettled = true;
      connectTimer.dispose();
      handshakeTimer.dispose();
      if (result.kind !== 'leader') lines.close();
      resolve(result);
    };
    const connectTimer = options.clock.after(connectTimeoutMs, () => {
      // If this process was blocked, the connect event may still be queued.
      setImmediate(() => setImmediate(() => isConnected || settle({ kind: 'free' })));
    });
    const handshakeTimer = options.clock.after(options.timing.handshakeTimeoutMs, () =>
      setImmediate(() => settle({ kind: isConnected ? 'silent' : 'free' })),
    );
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle({ kind: error.code === 'ECONNREFUSED' ? 'free' : 'foreign' }),
    );
    socket.once('connect', () => {
      isConnected = true;
      void join(lines, port, options).then((claim) =>
        settle(claim ? { kind: 'leader', lines, claim } : { kind: 'foreign' }),
      );
    });
  });
}

async function join(
  lines: JsonLineSocket,
  port: number,
  { key, focused, claim }: ProbeOptions,
): Promise<LeaderClaim | undefined> {
  if (!(await clientHandshake(lines, { key, port }))) return undefined;
  lines.send({ t: 'join', focused, ...(claim && { claim }) });
  const welcome = decodeClusterMessage(await lines.next());
  return welcome?.t === 'welcome' ? welcome.claim : undefined;
}
