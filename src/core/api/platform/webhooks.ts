import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { ArrivalKind } from '../../domain/arrival';
import type { WebhookApi } from '../../domain/connection';
import { fail } from '../../domain/failure';
import { arrayIn, key, objectIn, wrongShape } from '../decode';
import type { Actions } from './actions';
import { platformDeliveries } from './deliveries';

const actionsOfKinds: Readonly<Partial<Record<ArrivalKind, string>>> = {
  chat_started: 'incoming_chat',
  chat_ended: 'chat_deactivated',
};
const row = v.object({ id: key, url: key, action: key });

/**
 * Webhooks of the Configuration API (section 5.5 of the API notes). They belong to an application: without its client
 * id there are none, and none can be made. Three per action; a fourth fails with `conflict`. No listing tells a
 * secret, so it is chosen here and known only to who made the webhook. None tells of tickets.
 * @param clientId of the application, where the account has one
 */
export function platformWebhooks(actions: Actions, clientId: string | undefined): WebhookApi {
  let isEnabled = false;
  const owner = (): string => clientId ?? fail({ code: 'unsupported', field: 'clientId' });
  return {
    deliveries: platformDeliveries,
    list: async (options) => {
      if (clientId === undefined) return [];
      const payload = { owner_client_id: clientId };
      const value = await actions.read('configuration', 'list_webhooks', payload, options);
      return arrayIn(value, 'webhooks').flatMap((item) => {
        const read = v.safeParse(row, item);
        if (!read.success) return [];
        const { id, url, action } = read.output;
        return [{ id, url, event: kindOf(action) ?? action }];
      });
    },
    create: async ({ event, url }, options) => {
      const action = actionsOfKinds[event];
      if (action === undefined) return fail({ code: 'unsupported', field: event });
      const secret = randomBytes(24).toString('base64url');
      const payload = { action, secret_key: secret, url, owner_client_id: owner(), type: 'license' };
      const value = await actions.write('configuration', 'register_webhook', payload, options, [secret, url]);
      const id = key.read(objectIn(value)?.id);
      if (id === undefined) return wrongShape();
      // Whether a licence has them on is a switch of its own, off at first as far as is known.
      if (!isEnabled) {
        const whose = { owner_client_id: owner() };
        await actions.write('configuration', 'enable_license_webhooks', whose, options);
      }
      isEnabled = true;
      return { id, event, url, secret };
    },
    remove: async (id, options) => {
      await actions.write('configuration', 'unregister_webhook', { id, owner_client_id: owner() }, options);
    },
  };
}

function kindOf(action: string): string | undefined {
  return Object.entries(actionsOfKinds).find(([, known]) => known === action)?.[0];
}
