import { asRecord } from '../../base/json';
import { KnownChats } from './knownChats';
import { openWebSocket } from './openWebSocket';
import { RtmError, RtmSocket } from './rtmSocket';
import { Session, type SessionOptions } from './session';
import { reactionTo, type Reaction, type SessionEnd } from './sessionEnd';

/** The server closes a socket without a login after this time, see `docs/livechat-api.md#rtm-session`. */
const loginTimeoutMs = 30_000;
const acceptingChats = 'accepting_chats';
const subscribedPushes = ['incoming_chat', 'chat_deactivated', 'agent_disconnected'];

export type OpenSessionResult =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'failed'; readonly end: SessionEnd; readonly reaction: Reaction };

/**
 * Opens a socket and logs in without retrying. Asks for the last status and for being away, and logs out again if the
 * agent accepts chats nevertheless, so that no chats are routed to somebody who only opened an editor. Never rejects.
 */
export async function openSession(options: SessionOptions): Promise<OpenSessionResult> {
  const { clock, endpoint, open = openWebSocket, signal, known = new KnownChats() } = options;
  if (signal.aborted) return failed({ kind: 'ended' });
  return await new Promise<OpenSessionResult>((resolve) => {
    let session: Session | undefined;
    const timer = clock.after(loginTimeoutMs, () => socket.close({ kind: 'lost', why: 'no-answer' }));
    const stop = (): void => socket.close();
    const cleanUp = (): void => {
      timer.dispose();
      signal.removeEventListener('abort', stop);
    };
    const socket = new RtmSocket({
      clock,
      endpoint,
      open,
      onOpen: () => {
        void login(options, socket).then((end) => {
          cleanUp();
          if (end) {
            socket.close(end);
            return;
          }
          session = new Session(socket, known, options);
          socket.keepAlive();
          resolve({ kind: 'open', session });
          session.start();
        });
      },
      onPush: (action, payload) => session?.handlePush(action, payload),
      onEnd: (end) => {
        cleanUp();
        if (session) options.onEnd(end, reactionTo(end));
        else resolve(failed(end));
      },
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function failed(end: SessionEnd): OpenSessionResult {
  return { kind: 'failed', end, reaction: reactionTo(end) };
}

/** @returns the reason of a failed login; `undefined` on success */
async function login(options: SessionOptions, socket: RtmSocket): Promise<SessionEnd | undefined> {
  const { endpoint, application, timezone, wasAccepting } = options;
  try {
    const response = await socket.request('login', {
      token: endpoint.token,
      timezone,
      application,
      // Restores the last status in place of the agent's default, which may be accepting chats.
      reconnect: true,
      away: true,
      customer_monitoring_level: 'my',
      pushes: { [endpoint.version]: subscribedPushes },
    });
    const { routing_status: status } = asRecord(asRecord(response).my_profile);
    if (status !== acceptingChats || wasAccepting === true) return undefined;
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
