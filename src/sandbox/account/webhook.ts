/** The data types of each event type (REST API v2, "Webhooks"). */
export const WEBHOOK_DATA = {
  chat_started: ['chat', 'visitor', 'pre_chat_survey'],
  chat_ended: ['chat', 'visitor', 'pre_chat_survey'],
  chat_changed: ['chat', 'visitor'],
  visitor_queued: ['visitor'],
  ticket_created: ['ticket'],
  canned_response_changed: ['canned_response'],
} as const;

export type WebhookEventType = keyof typeof WEBHOOK_DATA;

export interface Webhook {
  readonly id: string;
  readonly eventType: WebhookEventType;
  readonly dataTypes: readonly string[];
  readonly url: string;
  /** Included in every delivery; the receiver's only proof of origin. */
  readonly token: string;
}
