/** A webhook of the v3 APIs. It belongs to an application. */
export interface PlatformWebhook {
  readonly id: string;
  readonly action: string;
  /** Set by the caller who registers it; included in every delivery. */
  readonly secretKey: string;
  readonly url: string;
  readonly ownerClientId: string;
  readonly type: 'license' | 'bot';
  readonly description?: string;
  readonly additionalData: readonly string[];
  readonly filters?: Readonly<Record<string, unknown>>;
}

/** Available actions and their filters (Webhooks, "Webhooks definition"). There is none for tickets. */
export const WEBHOOK_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      ...['incoming_chat', 'chat_deactivated', 'chat_access_updated', 'chat_transferred'],
      ...['user_added_to_chat', 'user_removed_from_chat', 'event_deleted', 'incoming_rich_message_postback'],
      ...['chat_properties_updated', 'chat_properties_deleted', 'thread_properties_updated'],
      ...['thread_properties_deleted', 'event_properties_updated', 'event_properties_deleted'],
      ...['thread_tagged', 'thread_untagged', 'events_marked_as_seen', 'thread_summary_set'],
    ].map((name) => [name, ['chat_presence']]),
  ),
  incoming_event: ['chat_presence', 'author_type'],
  event_updated: ['chat_presence', 'author_type'],
  routing_status_set: ['agent_ids'],
  ...Object.fromEntries(
    [
      ...['customer_session_fields_updated', 'auto_accesses_updated'],
      ...['created', 'approved', 'updated', 'suspended', 'unsuspended', 'deleted'].map(
        (what) => `agent_${what}`,
      ),
      ...['bot', 'group', 'tag'].flatMap((kind) =>
        ['created', 'updated', 'deleted'].map((what) => `${kind}_${what}`),
      ),
    ].map((name) => [name, []]),
  ),
};
