import type { Reaction, SessionEnd } from '../../rtm/sessionEnd';
import type { ListenerProblem, SocketFault } from '../../status/listenerTypes';

/**
 * Why the socket does not hold, in words that a person can act on.
 * @param byGrant whether it went by the token of a sign-in in the browser
 */
export function problemOf(end: SessionEnd, reaction: Reaction, byGrant: boolean): ListenerProblem {
  return { kind: 'socket', code: codeOf(end, reaction, byGrant), ...wordOf(end) };
}

function codeOf(end: SessionEnd, reaction: Reaction, byGrant: boolean): SocketFault {
  if (end.kind === 'went-online') return 'went-online';
  if (reaction === 'sign-in' && byGrant) return 'grant-ended';
  // Calls work with this token, or the login would not have been tried: it is the socket that does not take it.
  if (end.kind === 'refused' && end.type === 'authentication') return 'token-refused';
  if (reaction === 'sign-in') return 'token-ended';
  if (end.kind === 'told') {
    if (end.reason === 'connection_evicted' || end.reason === 'too_many_connections') return 'too-many';
    if (reaction === 'stop') return 'sent-away';
  }
  if (end.kind === 'refused' && reaction === 'stop') return 'not-allowed';
  return 'lost';
}

/** The API's own word, for the log and for who asks for help. */
function wordOf(end: SessionEnd): { readonly word?: string } {
  if (end.kind === 'told') return { word: end.reason };
  if (end.kind === 'refused') return { word: end.type };
  return end.kind === 'lost' ? { word: end.why } : {};
}
