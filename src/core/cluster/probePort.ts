import { connect } from 'node:net';
import type { Clock } from '../base/clock';
import { clientHandshake } from './handshake';
import { JsonLineSocket } from './jsonLineSocket';
import { decodeMessage, type Claim } from './messages';
import type { Timing } from './cluster';

/**
 * Who is behind a port. `free`: nobody, as far as can be told from outside; only listening there tells for
 * certain. `foreign`: a program of somebody else. `silent`: somebody who accepts and says nothing, such as a
 * window of ours that hangs.
 */
export type Answer =
  | { readonly kind: 'ours'; readonly lines: JsonLineSocket; readonly claim: Claim }
  | { readonly kind: 'free' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'silent' };

export interface Caller {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly focused: boolean;
  /** Set by a leader that only wants to compare. */
  readonly claim?: Claim;
}

/** On loopback the system connects within a millisecond; Windows takes seconds to say that nobody listens. */
const connectMs = 250;

/** Never rejects. The lines of `ours` are the caller's to close. */
export function probePort(port: number, caller: Caller): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const lines = new JsonLineSocket(socket);
    let isConnected = false;
    let isSettled = false;
    const settle = (answer: Answer): void => {
      if (isSettled) return;
      isSettled = true;
      impatience.dispose();
      patience.dispose();
      if (answer.kind !== 'ours') lines.close();
      resolve(answer);
    };
    const impatience = caller.clock.after(connectMs, () => {
      // Where this process was held up the connection may be made and not seen yet.
      setImmediate(() => setImmediate(() => isConnected || settle({ kind: 'free' })));
    });
    const patience = caller.clock.after(caller.timing.handshakeMs, () =>
      setImmediate(() => settle({ kind: isConnected ? 'silent' : 'free' })),
    );
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle({ kind: error.code === 'ECONNREFUSED' ? 'free' : 'foreign' }),
    );
    socket.once('connect', () => {
      isConnected = true;
      void meet(lines, port, caller).then((claim) =>
        settle(claim ? { kind: 'ours', lines, claim } : { kind: 'foreign' }),
      );
    });
  });
}

async function meet(
  lines: JsonLineSocket,
  port: number,
  { key, focused, claim }: Caller,
): Promise<Claim | undefined> {
  if (!(await clientHandshake(lines, { key, port }))) return undefined;
  lines.send({ t: 'join', focused, ...(claim && { claim }) });
  const welcome = decodeMessage(await lines.next());
  return welcome?.t === 'welcome' ? welcome.claim : undefined;
}
