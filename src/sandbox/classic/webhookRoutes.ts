import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { type Account, type Webhook, WEBHOOK_DATA, type WebhookEventType } from '../account/account';
import { type Agent, mayAdminister } from '../account/agent';
import { forbidden, invalid, notFound } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { isAllowedTarget } from '../webhooks/post';
import { listOf, text } from './fields';
import { readBody } from './readInput';

const eventTypes = Object.keys(WEBHOOK_DATA) as [WebhookEventType, ...WebhookEventType[]];

const newWebhook = v.object({ event_type: v.picklist(eventTypes), data_types: listOf(text), url: text });

/** `/webhooks`, see `docs/livechat-api.md#rest-v2-webhooks`. That only administrators may call it is inferred. */
export function webhookRoutes(account: Account): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  const requireAdministrator = (caller: Agent): void => {
    if (!mayAdminister(caller)) throw forbidden('manage webhooks');
  };
  const envelope = (webhooks: Iterable<Webhook>) => ({
    events: [...webhooks].map((webhook) => webhookShape(account.licence, webhook)),
  });

  routes.get('/', (c) => {
    requireAdministrator(c.var.caller);
    return c.json(envelope(account.webhooks.values()));
  });

  routes.post('/', async (c) => {
    requireAdministrator(c.var.caller);
    const body = await readBody(c, newWebhook);
    const allowed: readonly string[] = WEBHOOK_DATA[body.event_type];
    if (body.data_types.length === 0) throw invalid('data_types is required');
    if (body.data_types.some((type) => !allowed.includes(type)))
      throw invalid('data_types has incorrect format');
    if (!isAllowedTarget(body.url, account.webhookTargets)) throw invalid('url is not allowed here');
    const webhook: Webhook = {
      id: account.random.hex(32),
      token: account.secret(account.random.hex(32)),
      eventType: body.event_type,
      dataTypes: body.data_types,
      url: body.url,
    };
    account.webhooks.set(webhook.id, webhook);
    account.subscribers.add(webhook);
    return c.json(envelope([webhook]));
  });

  routes.delete('/:id', (c) => {
    requireAdministrator(c.var.caller);
    const webhook = account.webhooks.get(c.req.param('id'));
    if (!webhook) throw notFound('Webhook');
    account.webhooks.delete(webhook.id);
    account.subscribers.delete(webhook);
    return c.json({ result: 'Push notification removed successfully' });
  });

  return routes;
}

// In deliveries the licence is `license_id`, a string.
function webhookShape(licence: number, { id, eventType, dataTypes, url, token }: Webhook) {
  return { licence, event_type: eventType, data_types: dataTypes, url, verified: true, token, id };
}
