import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { ArrivalKind } from '../../domain/arrival';
import type { WebhookApi } from '../../domain/connection';
import { fail, failureOf } from '../../domain/failure';
import type { Webhook } from '../../domain/webhook';
import { arrayIn, key, objectIn, wrongShape } from '../decode';
import type { Actions } from './actions';
import { platformDeliveries } from './deliveries';
import { ticketEvent, type HelpDeskWebhooks } from './helpDeskWebhooks';

const actionsOfKinds: Readonly<Record<Exclude<ArrivalKind, 'ticket_created'>, string>> = {
  chat_started: 'incoming_chat',
  chat_ended: 'chat_deactivated',
};
const row = v.object({ id: key, url: key, action: key });
const description = 'Desk for LiveChat';
/** Ids of two APIs stand in one list. */
const helpDesk = 'helpdesk:';

/**
 * Webhooks of the Configuration API (section 5.5 of the API notes), and those of HelpDesk for new tickets, of which
 * the former tell nothing. The former belong to an application: without its client id there are none, and none can
 * be made. Three per action; a fourth fails with `conflict` and `isLimit`. No listing tells a secret, so it is chosen here and
 * known only to who made the webhook.
 * @param clientId of the application, where the account has one
 */
export function platformWebhooks(
  actions: Actions,
  tickets: HelpDeskWebhooks,
  clientId: string | undefined,
): WebhookApi {
  let isEnabled = false;
  const noApplication = (): never => fail({ code: 'unsupported', field: 'clientId' });
  const owner = (): string => clientId ?? noApplication();
  /** An application that there is not, or that is not this account's, is `not_found` (inferred). */
  const ofApplication = (thrown: unknown): never => {
    if (failureOf(thrown)?.code === 'not-found') return noApplication();
    throw thrown;
  };
  return {
    deliveries: platformDeliveries,
    list: async (options) => {
      if (clientId === undefined) return [];
      const payload = { owner_client_id: clientId };
      const [value, ofTickets] = await Promise.all([
        actions.read('configuration', 'list_webhooks', payload, options).catch(ofApplication),
        tickets.list(options),
      ]);
      return [...arrayIn(value, 'webhooks').flatMap(webhookIn), ...ofTickets.map(fromHelpDesk)];
    },
    create: async ({ event, url }, options) => {
      if (event === 'ticket_created') return fromHelpDesk(await tickets.create(url, options));
      const action = actionsOfKinds[event];
      const secret = randomBytes(24).toString('base64url');
      const whose = { owner_client_id: owner() };
      const payload = { action, secret_key: secret, url, ...whose, type: 'license', description };
      const value = await actions
        .write('configuration', 'register_webhook', payload, options, [secret, url])
        .catch(ofApplication);
      const id = key.read(objectIn(value)?.id);
      if (id === undefined) return wrongShape();
      // Whether a licence has them on is a switch of its own, off at first as far as is known.
      if (!isEnabled) await actions.write('configuration', 'enable_license_webhooks', whose, options);
      isEnabled = true;
      return { id, event, url, secret };
    },
    remove: async (id, options) => {
      if (id.startsWith(helpDesk)) await tickets.remove(id.slice(helpDesk.length), options);
      else {
        const payload = { id, owner_client_id: owner() };
        await actions.write('configuration', 'unregister_webhook', payload, options);
      }
    },
  };
}

function webhookIn(item: unknown): readonly Webhook[] {
  const read = v.safeParse(row, item);
  if (!read.success) return [];
  const { id, url, action } = read.output;
  const kind = Object.entries(actionsOfKinds).find(([, known]) => known === action)?.[0];
  return [{ id, url, event: kind ?? action }];
}

function fromHelpDesk<T extends Webhook>(webhook: T): T {
  const event = webhook.event === ticketEvent ? 'ticket_created' : webhook.event;
  return { ...webhook, id: `${helpDesk}${webhook.id}`, event };
}
