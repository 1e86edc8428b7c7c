import * as v from 'valibot';

/** A request on the websocket, see `docs/livechat-api.md#rtm-session`. */
export const request = v.object({
  request_id: v.optional(v.string()),
  action: v.string(),
  payload: v.optional(v.unknown(), {}),
});
export type Request = v.InferOutput<typeof request>;

/** The payload of `login`. */
export const login = v.object({
  token: v.string(),
  timezone: v.optional(v.string()),
  application: v.optional(v.object({ name: v.optional(v.string()), version: v.optional(v.string()) })),
  reconnect: v.optional(v.boolean(), false),
  away: v.optional(v.boolean(), false),
  customer_monitoring_level: v.optional(
    v.picklist(['my', 'chatting', 'invited', 'online', 'highest_available']),
  ),
  /** Names of pushes by version; absent for all pushes. */
  pushes: v.optional(v.record(v.string(), v.array(v.string()))),
});

/** Reasons of `agent_disconnected`, see `docs/livechat-api.md#rtm-disconnect-reasons`. */
export type DisconnectReason =
  | 'access_token_expired'
  | 'access_token_revoked'
  | 'agent_disconnected_by_server'
  | 'agent_logged_out_remotely'
  | 'connection_evicted'
  | 'connection_timeout'
  | 'internal_error'
  | 'license_expired'
  | 'license_not_found'
  | 'misdirected_connection'
  | 'role_permissions_changed'
  | 'too_many_connections'
  | 'too_many_unauthorized_connections'
  | 'unsupported_version';
