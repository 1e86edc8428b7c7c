import { asRecord } from '../../base/json';
import { KnownChats } from './knownChats';
import { openWire } from './openWire';
import { RtmError, RtmSocket } from './rtmSocket';
import { Session } from './session';
import { reactionTo, type Reaction, type SessionEnd } from './sessionEnd';
import type { SessionOptions } from './sessionOptions';

/** The server closes a socket that nobody has logged in to by then (section 7.1 of the API notes). */
const loginMs = 30_000;
const accepting = 'accepting_chats';
const pushes = ['incoming_chat', 'chat_deactivated', 'agent_disconnected'];

export type TunnelSelection =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'failed'; readonly end: SessionEnd; readonly reaction: Reaction };

/**
 * Opens the socket and logs in, once, so that nobody is put on duty by it: with the last status, as away, and with a
 * look at what became of it. Never rejects.
 */
export async function openSession(options: SessionOptions): Promise<TunnelSelection> {
  const { clock, endpoint, open = openWire, signal, known = new KnownChats() } = options;
  if (signal.aborted) return failed({ kind: 'ended' });
  return await new Promise<TunnelSelection>((resolve) => {
    let session: Session | undefined;
    const timer = clock.after(loginMs, () => socket.close({ kind: 'lost', why: 'no-answer' }));
    const stop = (): void => socket.close();
    const over = (): void => {
      timer.dispose();
      signal.removeEventListener('abort', stop);
    };
    const socket = new RtmSocket({
      clock,
      endpoint,
      open,
      onOpen: () => {
        void login(options, socket).then((end) => {
          over();
          if (end) {
            socket.close(end);
            return;
          }
          session = new Session(socket, known, options);
          socket.keepAlive();
          resolve({ kind: 'open', session });
          session.begin();
        });
      },
      onPush: (action, payload) => session?.hear(action, payload),
      onEnd: (end) => {
        over();
        if (session) options.onEnd(end, reactionTo(end));
        else resolve(failed(end));
      },
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function failed(end: SessionEnd): TunnelSelection {
  return { kind: 'failed', end, reaction: reactionTo(end) };
}

/** @returns why not, where it did not work */
async function login(options: SessionOptions, socket: RtmSocket): Promise<SessionEnd | undefined> {
  const { endpoint, application, timezone, wasAccepting } = options;
  try {
    const answer = await socket.request('login', {
      token: endpoint.token,
      timezone,
      application,
      // The last status and not the agent's default, which may be on duty.
      reconnect: true,
      away: true,
      customer_monitoring_level: 'my',
      pushes: { [endpoint.version]: pushes },
    });
    const { routing_status: status } = asRecord(asRecord(answer).my_profile);
    if (status !== accepting || wasAccepting === true) return undefined;
    await socket.request('set_routing_status', { status: 'not_accepting_chats' }).catch(() => undefined);
    await socket.request('logout', {}).catch(() => undefined);
    return { kind: 'went-online' };
  } catch (thrown) {
    if (!(thrown instanceof RtmError)) throw thrown;
    if (thrown.type === 'no_answer' || thrown.type === 'closed') return { kind: 'lost', why: 'no-answer' };
    const { type, region } = thrown;
    return { kind: 'refused', type, ...(region !== undefined && { region }) };
  }
}
