import * as v from 'valibot';

/** Documented as 16 KB. */
const MAX_TEXT_BYTES = 16 * 1024;

const base = {
  visibility: v.optional(v.picklist(['all', 'agents']), 'all'),
  custom_id: v.optional(v.string()),
  properties: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
};

const text = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.check((value) => Buffer.byteLength(value) <= MAX_TEXT_BYTES),
);

export const message = v.object({
  type: v.literal('message'),
  text,
  postback: v.optional(
    v.object({
      id: v.string(),
      thread_id: v.string(),
      event_id: v.string(),
      type: v.optional(v.string()),
      value: v.optional(v.string()),
    }),
  ),
  ...base,
});

const button = v.object({
  type: v.picklist(['webview', 'message', 'url', 'phone', 'cancel']),
  text: v.string(),
  postback_id: v.string(),
  user_ids: v.optional(v.array(v.string()), []),
  value: v.optional(v.string()),
});

const richMessage = v.object({
  type: v.literal('rich_message'),
  template_id: v.picklist(['cards', 'sticker', 'quick_replies', 'ecommerce']),
  elements: v.optional(
    v.pipe(
      v.array(
        v.object({
          title: v.optional(v.string()),
          subtitle: v.optional(v.string()),
          image: v.optional(v.object({ url: v.string() })),
          buttons: v.optional(v.pipe(v.array(button), v.maxLength(13))),
        }),
      ),
      v.maxLength(10),
    ),
    [],
  ),
  ...base,
});

/** What an agent may send. Forms are for customers, and `system` events for LiveChat itself. */
export const eventInput = v.variant('type', [
  message,
  richMessage,
  v.object({
    type: v.literal('file'),
    url: v.string(),
    alternative_text: v.optional(v.string()),
    ...base,
  }),
  v.object({ type: v.literal('custom'), content: v.optional(v.record(v.string(), v.unknown())), ...base }),
  v.object({
    type: v.literal('system_message'),
    system_message_type: v.string(),
    text,
    text_vars: v.optional(v.record(v.string(), v.string())),
    ...base,
  }),
]);
export type EventInput = v.InferOutput<typeof eventInput>;
