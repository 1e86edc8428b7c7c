/**
 * The Agent Chat API writes `accepting_chats`, webhooks and the Configuration API `accepting chats`
 * (docs/livechat-api.md#routing-status). The domain uses spaces.
 */
export function fromApiStatus(status: string): string {
  return status.replaceAll('_', ' ');
}

export function toApiStatus(status: string): string {
  return status.replaceAll(' ', '_');
}
