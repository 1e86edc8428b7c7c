import * as v from 'valibot';
import type { WebhookApi } from '../../domain/connection';
import type { ArrivalKind } from '../../domain/arrival';
import type { Webhook } from '../../domain/webhook';
import { readArray, nonBlankText, optional, asObject, readFields, text, throwWrongShape } from '../decode';
import type { Caller } from '../transport';
import { classicDeliveries } from './deliveries';

/** All data types that each event may carry (docs/livechat-api.md#rest-v2-webhooks). */
const dataTypes: Readonly<Record<ArrivalKind, readonly string[]>> = {
  chat_started: ['chat', 'visitor', 'pre_chat_survey'],
  chat_ended: ['chat', 'visitor', 'pre_chat_survey'],
  ticket_created: ['ticket'],
};

const optionalFields = { event_type: text, token: optional(nonBlankText) };
const license = v.union([v.string(), v.number()]);
const requiredFields = v.object({ id: nonBlankText, url: nonBlankText });

/**
 * Webhooks of REST API v2 (docs/livechat-api.md#rest-v2-webhooks). Responses other than that of removal are `{
 * events: [...] }`. LiveChat generates the token.
 */
export function createClassicWebhooks(caller: Caller): WebhookApi {
  return {
    deliveries: classicDeliveries,
    list: async (options) => {
      const { value } = await caller.call({ method: 'GET', route: '/webhooks' }, options);
      return decodeWebhooks(value);
    },
    create: async ({ event, url }, options) => {
      const body = { event_type: event, data_types: dataTypes[event], url };
      const { value } = await caller.call(
        { method: 'POST', route: '/webhooks', body, secrets: [url] },
        options,
      );
      const created = decodeWebhooks(value).find((webhook) => webhook.event === event && webhook.url === url);
      // A webhook without its token is useless: its deliveries cannot be verified.
      return created?.secret === undefined ? throwWrongShape() : { ...created, secret: created.secret };
    },
    enable: () => Promise.resolve(false),
    remove: async (id, options) => {
      await caller.call({ method: 'DELETE', route: '/webhooks/*', ids: [id] }, options);
    },
  };
}

function decodeWebhooks(value: unknown): readonly Webhook[] {
  return readArray(value, 'events').flatMap((item) => {
    const raw = asObject(item) ?? {};
    const required = v.safeParse(requiredFields, raw);
    if (!required.success) return [];
    const { event_type: event = 'unknown', token: secret } = readFields(raw, optionalFields).fields;
    // `licence` here, `license_id` in deliveries.
    const licence = v.safeParse(license, raw.licence);
    return [
      {
        ...required.output,
        event,
        ...(secret !== undefined && { secret }),
        ...(licence.success && { license: String(licence.output) }),
      },
    ];
  });
}
