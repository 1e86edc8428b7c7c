/**
 * The Agent Chat API writes `accepting_chats`, webhooks and the Configuration API `accepting chats` (section 0 of the
 * API notes, known errors). Here it is always the latter.
 */
export function spokenStatus(status: string): string {
  return status.replaceAll('_', ' ');
}

export function writtenStatus(status: string): string {
  return status.replaceAll(' ', '_');
}
