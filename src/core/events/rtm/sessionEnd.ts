/** How a session, or the attempt at one, ended. */
export type SessionEnd =
  /** The connection is gone, or nothing came through it any more. */
  | { readonly kind: 'lost'; readonly why: 'closed' | 'silent' | 'unreachable' | 'no-answer' }
  /** The server said why before it closed (`agent_disconnected`). */
  | { readonly kind: 'told'; readonly reason: string; readonly region?: string }
  /** The login was refused; `type` is the API's word. */
  | { readonly kind: 'refused'; readonly type: string; readonly region?: string }
  /** The login put the person on duty although they were not: it was taken back at once. */
  | { readonly kind: 'went-online' }
  /** It was ended from here. */
  | { readonly kind: 'ended' };

/** `elsewhere`: at once, in the region that was named. `sign-in`: with another token. `stop`: when a person says so. */
export type Reaction = 'reconnect' | 'elsewhere' | 'sign-in' | 'stop';

/** Sections 7.2 and 5.1 of the API notes. A reason that nobody knows yet is tried again, ever more slowly. */
const reactions: Readonly<Record<string, Reaction>> = {
  agent_disconnected_by_server: 'stop',
  agent_logged_out_remotely: 'stop',
  connection_evicted: 'stop',
  license_expired: 'stop',
  license_not_found: 'stop',
  unsupported_version: 'stop',
  too_many_connections: 'stop',
  access_token_revoked: 'sign-in',
  // A personal access token cannot be renewed; one of a sign-in in the browser can.
  access_token_expired: 'sign-in',
  misdirected_connection: 'elsewhere',
  connection_timeout: 'reconnect',
  internal_error: 'reconnect',
  too_many_unauthorized_connections: 'reconnect',
  role_permissions_changed: 'reconnect',
  // Refusals of a login.
  authentication: 'sign-in',
  authorization: 'stop',
  missing_access: 'stop',
  validation: 'stop',
  not_found: 'stop',
  requester_suspended: 'stop',
  requester_awaiting_approval: 'stop',
  wrong_product_version: 'stop',
  misdirected_request: 'elsewhere',
};

export function reactionTo(end: SessionEnd): Reaction {
  switch (end.kind) {
    case 'lost':
      return 'reconnect';
    case 'told':
      return reactionOf(end.reason, end.region);
    case 'refused':
      return reactionOf(end.type, end.region);
    case 'went-online':
    case 'ended':
      return 'stop';
  }
}

function reactionOf(word: string, region: string | undefined): Reaction {
  const reaction = Object.hasOwn(reactions, word) ? reactions[word] : undefined;
  if (reaction === 'elsewhere' && region === undefined) return 'stop';
  return reaction ?? 'reconnect';
}
