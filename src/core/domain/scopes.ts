/**
 * The scopes that a personal access token needs for everything that this extension does or is about to do. A token’s
 * scopes cannot be changed, so all are named at once (docs/livechat-api.md#scopes). Administrators can also read the time
 * limits of chats, with `properties.license.value--all:ro`.
 */
export const tokenScopes = [
  'chats--access:rw',
  'customers:ro',
  'agents--my:rw',
  'agents--all:ro',
  'agents-bot--all:ro',
  'groups--all:ro',
  'tags--groups:ro',
  'accounts--my:ro',
  'multicast:rw',
] as const;

export type TokenScope = (typeof tokenScopes)[number];

/** Which of the scopes an access token has. Those in neither list are there. */
export interface ScopeReport {
  readonly missing: readonly TokenScope[];
  /** Only a change would show whether they are there. */
  readonly unknown: readonly TokenScope[];
}
