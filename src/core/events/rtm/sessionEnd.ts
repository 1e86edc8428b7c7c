/** Why a session ended, or could not be opened. */
export type SessionEnd =
  /** The connection closed or timed out. */
  | { readonly kind: 'lost'; readonly why: 'closed' | 'silent' | 'unreachable' | 'no-answer' }
  /** The server sent `agent_disconnected` before it closed. */
  | { readonly kind: 'disconnected'; readonly reason: string; readonly region?: string }
  /** The login was rejected; `type` is the API's error type. */
  | { readonly kind: 'refused'; readonly type: string; readonly region?: string }
  /** The login made the agent accept chats, and was undone. */
  | { readonly kind: 'went-online' }
  /** Ended by this side. */
  | { readonly kind: 'ended' };

/**
 * `reconnect`: after a delay. `switch-region`: at once, in the region of the error. `sign-in`: with another token.
 * `stop`: only on request of the user.
 */
export type Reaction = 'reconnect' | 'switch-region' | 'sign-in' | 'stop';

/** See `docs/livechat-api.md#rtm-disconnect-reasons` and `#v3-errors`. Unknown reasons mean `reconnect`. */
const reactions: Readonly<Record<string, Reaction>> = {
  agent_disconnected_by_server: 'stop',
  agent_logged_out_remotely: 'stop',
  connection_evicted: 'stop',
  license_expired: 'stop',
  license_not_found: 'stop',
  unsupported_version: 'stop',
  too_many_connections: 'stop',
  access_token_revoked: 'sign-in',
  // A personal access token cannot be renewed; an OAuth token can.
  access_token_expired: 'sign-in',
  misdirected_connection: 'switch-region',
  connection_timeout: 'reconnect',
  internal_error: 'reconnect',
  too_many_unauthorized_connections: 'reconnect',
  role_permissions_changed: 'reconnect',
  // Errors of a login.
  authentication: 'sign-in',
  authorization: 'stop',
  missing_access: 'stop',
  validation: 'stop',
  not_found: 'stop',
  requester_suspended: 'stop',
  seats_limit_exceeded: 'stop',
  requester_awaiting_approval: 'stop',
  wrong_product_version: 'stop',
  misdirected_request: 'switch-region',
};

export function reactionTo(end: SessionEnd): Reaction {
  switch (end.kind) {
    case 'lost':
      return 'reconnect';
    case 'disconnected':
      return reactionOf(end.reason, end.region);
    case 'refused':
      return reactionOf(end.type, end.region);
    case 'went-online':
    case 'ended':
      return 'stop';
  }
}

function reactionOf(code: string, region: string | undefined): Reaction {
  const reaction = Object.hasOwn(reactions, code) ? reactions[code] : undefined;
  if (reaction === 'switch-region' && region === undefined) return 'stop';
  return reaction ?? 'reconnect';
}
