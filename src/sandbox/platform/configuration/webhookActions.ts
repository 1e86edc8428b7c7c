import * as v from 'valibot';
import { isAllowedTarget } from '../../webhooks/post';
import { action, requireAdministrator, type Actions, type Caller } from '../action';
import { notFound, PlatformError, wrongFormat } from '../platformError';
import { WEBHOOK_ACTIONS, type PlatformWebhook } from '../platformWebhook';
import type { PlatformState } from '../platformState';

/** Limit of webhooks per action and application. */
const MAX_PER_ACTION = 3;

/** An application: official SDKs disagree about the name, and tokens of an application need none. */
const owner = v.object({ owner_client_id: v.optional(v.string()), client_id: v.optional(v.string()) });
type Owner = v.InferOutput<typeof owner>;

const newWebhook = v.object({
  action: v.picklist(Object.keys(WEBHOOK_ACTIONS)),
  secret_key: v.pipe(v.string(), v.nonEmpty()),
  url: v.pipe(v.string(), v.nonEmpty(), v.maxLength(500)),
  ...owner.entries,
  type: v.picklist(['license', 'bot']),
  description: v.optional(v.string()),
  additional_data: v.optional(v.array(v.picklist(['chat_properties', 'chat_presence_user_ids'])), []),
  filters: v.optional(v.record(v.string(), v.unknown())),
});
const MANAGE = ['webhooks.configuration:rw'];

/** Actions on webhooks, see `docs/livechat-api.md#configuration-api-webhooks`. */
export function webhookActions(platform: PlatformState): Actions {
  const { account, webhooks } = platform;
  const requireClient = (body: Owner, { token }: Caller): string => {
    const clientId = body.owner_client_id ?? body.client_id ?? token.clientId;
    if (clientId === undefined) throw wrongFormat('`owner_client_id` is required');
    if (!platform.clients.has(clientId)) throw notFound('Application');
    return clientId;
  };
  const ofClient = (clientId: string): readonly PlatformWebhook[] =>
    [...webhooks.values()].filter(({ ownerClientId }) => ownerClientId === clientId);

  return {
    register_webhook: action(newWebhook, MANAGE, (body, caller) => {
      requireAdministrator(caller);
      const ownerClientId = requireClient(body, caller);
      if (!isAllowedTarget(body.url, account.webhookTargets)) throw wrongFormat('`url` is not allowed here');
      const same = ofClient(ownerClientId).filter(({ action: name }) => name === body.action);
      if (same.length >= MAX_PER_ACTION) throw new PlatformError('limit_reached', 'Limit reached');
      const { description, filters } = body;
      const webhook: PlatformWebhook = {
        id: account.random.hex(32),
        action: body.action,
        secretKey: body.secret_key,
        url: body.url,
        ownerClientId,
        type: body.type,
        additionalData: body.additional_data,
        ...(description !== undefined && { description }),
        ...(filters && { filters }),
      };
      webhooks.set(webhook.id, webhook);
      account.subscribers.add(webhook);
      return { id: webhook.id };
    }),

    list_webhooks: action(owner, MANAGE, (body, caller) => {
      requireAdministrator(caller);
      return ofClient(requireClient(body, caller)).map(webhookShape);
    }),

    unregister_webhook: action(v.object({ id: v.string(), ...owner.entries }), MANAGE, (body, caller) => {
      requireAdministrator(caller);
      const webhook = ofClient(requireClient(body, caller)).find(({ id }) => id === body.id);
      if (!webhook) throw notFound('Webhook');
      webhooks.delete(webhook.id);
      account.subscribers.delete(webhook);
      return undefined;
    }),

    enable_license_webhooks: action(owner, ['webhooks.state:rw'], (body, caller) => {
      requireAdministrator(caller);
      platform.enabledWebhookClients.add(requireClient(body, caller));
      return undefined;
    }),

    disable_license_webhooks: action(owner, ['webhooks.state:rw'], (body, caller) => {
      requireAdministrator(caller);
      platform.enabledWebhookClients.delete(requireClient(body, caller));
      return undefined;
    }),

    get_license_webhooks_state: action(owner, ['webhooks.state:ro', 'webhooks.state:rw'], (body, caller) => ({
      license_webhooks_enabled: platform.enabledWebhookClients.has(requireClient(body, caller)),
    })),
  };
}

/** The response of `list_webhook_names`, which needs no authentication. */
export function webhookNames() {
  return Object.entries(WEBHOOK_ACTIONS).map(([name, filters]) => ({
    action: name,
    ...(filters.length > 0 && { filters }),
    ...(filters.includes('chat_presence') && {
      additional_data: ['chat_properties', 'chat_presence_user_ids'],
    }),
  }));
}

// The response does not contain the secret.
function webhookShape({
  id,
  url,
  description = '',
  action: name,
  filters,
  ownerClientId,
  type,
}: PlatformWebhook) {
  return {
    id,
    url,
    description,
    action: name,
    ...(filters && { filters }),
    owner_client_id: ownerClientId,
    type,
  };
}
