import * as v from 'valibot';
import type { WebhookApi } from '../../domain/connection';
import type { ArrivalKind } from '../../domain/arrival';
import type { Webhook } from '../../domain/webhook';
import { arrayIn, key, maybe, objectIn, readFields, text, wrongShape } from '../decode';
import type { Caller } from '../transport';
import { classicDeliveries } from './deliveries';

/** All data types that each event may carry (docs/livechat-api.md#rest-v2-webhooks). */
const dataTypes: Readonly<Record<ArrivalKind, readonly string[]>> = {
  chat_started: ['chat', 'visitor', 'pre_chat_survey'],
  chat_ended: ['chat', 'visitor', 'pre_chat_survey'],
  ticket_created: ['ticket'],
};

const fields = { event_type: text, token: maybe(key) };
const needed = v.object({ id: key, url: key });

/**
 * Webhooks of REST API v2 (docs/livechat-api.md#rest-v2-webhooks). Responses other than that of removal are `{
 * events: [...] }`. LiveChat generates the token.
 */
export function classicWebhooks(caller: Caller): WebhookApi {
  return {
    deliveries: classicDeliveries,
    list: async (options) => {
      const { value } = await caller.call({ method: 'GET', route: '/webhooks' }, options);
      return webhooksIn(value);
    },
    create: async ({ event, url }, options) => {
      const body = { event_type: event, data_types: dataTypes[event], url };
      const { value } = await caller.call(
        { method: 'POST', route: '/webhooks', body, secrets: [url] },
        options,
      );
      const created = webhooksIn(value).find((webhook) => webhook.event === event && webhook.url === url);
      // A webhook without its token is useless: its deliveries cannot be verified.
      return created?.secret === undefined ? wrongShape() : { ...created, secret: created.secret };
    },
    remove: async (id, options) => {
      await caller.call({ method: 'DELETE', route: '/webhooks/*', ids: [id] }, options);
    },
  };
}

function webhooksIn(value: unknown): readonly Webhook[] {
  return arrayIn(value, 'events').flatMap((item) => {
    const raw = objectIn(item) ?? {};
    const own = v.safeParse(needed, raw);
    if (!own.success) return [];
    const { event_type: event = 'unknown', token: secret } = readFields(raw, fields).fields;
    return [{ ...own.output, event, ...(secret !== undefined && { secret }) }];
  });
}
