import { asRecord } from '../../base/json';
import { errorName } from '../../base/log';
import { KnownChats } from './knownChats';
import { openStandardWebSocket, openWebSocket } from './openWebSocket';
import { RtmError, RtmSocket } from './rtmSocket';
import { acceptingChats, RtmSession, type RtmSessionOptions, type RtmSessionSelf } from './rtmSession';
import { reactionTo, type Reaction, type SessionEnd } from './sessionEnd';

/** For other rooms: this bundle has the only client of websockets. */
export const standardWebSocket = openStandardWebSocket;

/** The server closes a socket without a login after this time, see `docs/livechat-api.md#rtm-session`. */
const loginTimeoutMs = 30_000;
/** Everything that happens in running chats (LiveChat docs, Agent Chat API: "RTM pushes"). */
const subscribedPushes = [
  'incoming_chat',
  'chat_deactivated',
  'agent_disconnected',
  'chat_access_updated',
  'chat_transferred',
  'chat_unfollowed',
  'customer_banned',
  'customer_left',
  'customer_page_updated',
  'customer_updated',
  'event_deleted',
  'event_updated',
  'events_marked_as_seen',
  'incoming_error',
  'incoming_event',
  'incoming_rich_message_postback',
  'incoming_sneak_peek',
  'incoming_thinking_indicator',
  'incoming_typing_indicator',
  'queue_positions_updated',
  'routing_status_set',
  'thread_properties_updated',
  'thread_summary_set',
  'thread_tagged',
  'thread_untagged',
  'user_added_to_chat',
  'user_removed_from_chat',
];

export type OpenSessionResult =
  | {
      readonly kind: 'open';
      readonly session: RtmSession;
      /** The agent accepts chats, and it is not known whether that was so before the login. Nothing was changed. */
      readonly isAcceptingUnconfirmed: boolean;
    }
  | { readonly kind: 'failed'; readonly end: SessionEnd; readonly reaction: Reaction };

/**
 * Opens a socket and logs in without retrying. Asks for the last status and for being away. Logs out again if the agent
 * accepts chats then and did not before: the login may have caused it, or the person meanwhile, on another device. Never
 * sets a status, and never rejects.
 */
export async function openSession(options: RtmSessionOptions): Promise<OpenSessionResult> {
  const { clock, endpoint, open = openWebSocket, signal, known = new KnownChats(), shownChats } = options;
  if (signal.aborted) return failed({ kind: 'ended' });
  return await new Promise<OpenSessionResult>((resolve) => {
    let session: RtmSession | undefined;
    const timer = clock.after(loginTimeoutMs, () => socket.close({ kind: 'lost', why: 'no-answer' }));
    const stop = (): void => socket.close();
    const cleanUp = (): void => {
      timer.dispose();
      signal.removeEventListener('abort', stop);
    };
    const socket = new RtmSocket({
      ...{ clock, endpoint, open, shownChats },
      onOpen: () => {
        login(options, socket).then(
          (result) => {
            cleanUp();
            if ('kind' in result) {
              socket.close(result);
              return;
            }
            const { isAcceptingUnconfirmed, ...self } = result;
            session = new RtmSession(socket, known, options, self);
            socket.keepAlive();
            resolve({ kind: 'open', session, isAcceptingUnconfirmed });
            session.start();
          },
          (thrown: unknown) => {
            options.log.error(`Socket: the login failed (${errorName(thrown)}).`);
            socket.close({ kind: 'lost', why: 'no-answer' });
          },
        );
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

/** @returns the reason of a failed login; `isAcceptingUnconfirmed`: see `OpenSessionResult` */
async function login(
  options: RtmSessionOptions,
  socket: RtmSocket,
): Promise<SessionEnd | (RtmSessionSelf & { readonly isAcceptingUnconfirmed: boolean })> {
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
      pushes: {
        [endpoint.version]: options.multicasts
          ? [...subscribedPushes, 'incoming_multicast']
          : subscribedPushes,
      },
    });
    const { id, routing_status: status } = asRecord(asRecord(response).my_profile);
    const self = { login: typeof id === 'string' ? id : undefined, isAccepting: status === acceptingChats };
    if (!self.isAccepting || wasAccepting === true) return { ...self, isAcceptingUnconfirmed: false };
    if (wasAccepting === undefined) {
      options.log.warn('Socket: the agent accepts chats; whether that was so before could not be read.');
      return { ...self, isAcceptingUnconfirmed: true };
    }
    await socket.request('logout', {}).catch(() => undefined);
    return { kind: 'went-online' };
  } catch (thrown) {
    if (!(thrown instanceof RtmError)) throw thrown;
    if (thrown.type === 'no_answer' || thrown.type === 'closed') return { kind: 'lost', why: 'no-answer' };
    const { type, region } = thrown;
    return { kind: 'refused', type, ...(region !== undefined && { region }) };
  }
}
