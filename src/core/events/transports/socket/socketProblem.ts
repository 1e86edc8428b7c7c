import type { Reaction, SessionEnd } from '../../rtm/sessionEnd';
import type { FixId } from '../../status/checks';
import { ListenerError, type ListenerProblem, type SocketFault } from '../../status/problem';

/**
 * The problem behind the end of a session.
 * @param byGrant whether the token came from a browser sign-in
 */
export function problemOf(end: SessionEnd, reaction: Reaction, byGrant: boolean): ListenerProblem {
  return { kind: 'socket', code: codeOf(end, reaction, byGrant), ...wordOf(end) };
}

function codeOf(end: SessionEnd, reaction: Reaction, byGrant: boolean): SocketFault {
  if (end.kind === 'went-online') return 'went-online';
  if (reaction === 'sign-in' && byGrant) return 'grant-ended';
  // API calls accept this token, or no login would have been attempted: only the socket refuses it.
  if (end.kind === 'refused' && end.type === 'authentication') return 'token-refused';
  if (reaction === 'sign-in') return 'token-ended';
  if (end.kind === 'disconnected') {
    if (end.reason === 'connection_evicted' || end.reason === 'too_many_connections') return 'too-many';
    if (reaction === 'stop') return 'sent-away';
  }
  if (end.kind === 'refused' && end.type === 'seats_limit_exceeded') return 'no-seat';
  if (end.kind === 'refused' && reaction === 'stop') return 'not-allowed';
  return 'lost';
}

/** The API's error type or reason, for the log and for support requests. */
function wordOf(end: SessionEnd): { readonly word?: string } {
  if (end.kind === 'disconnected') return { word: end.reason };
  if (end.kind === 'refused') return { word: end.type };
  return end.kind === 'lost' ? { word: end.why } : {};
}

export function lostError(
  problem: ListenerProblem = { kind: 'socket', code: 'lost' },
  cause?: unknown,
): ListenerError {
  return new ListenerError({ problem, retryable: true }, cause);
}

/** What resolves a failed check. */
export function fixFor(problem: ListenerProblem): FixId {
  if (problem.kind === 'livechat') {
    const { code } = problem.failure;
    if (code === 'unauthorized' || code === 'not-signed-in') return 'sign-in';
    return code === 'invalid-input' ? 'settings' : 'show-log';
  }
  if (problem.kind !== 'socket') return 'show-log';
  switch (problem.code) {
    case 'token-ended':
      return 'sign-in';
    case 'token-refused':
    case 'grant-ended':
    case 'grant-lost':
      return 'sign-in-browser';
    default:
      return 'start';
  }
}
