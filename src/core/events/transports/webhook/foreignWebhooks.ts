import type { ForeignWebhook, ForeignWebhooks } from '../../status/checks';
import { hostOf, installOf } from './webhookAddresses';
import type { WebhookTransportOptions } from './webhookPorts';

/** The webhooks of other installations in the active account. */
export function foreignWebhooks({
  webhooks,
  installId,
}: Pick<WebhookTransportOptions, 'webhooks' | 'installId'>): ForeignWebhooks {
  const list = async (): Promise<readonly ForeignWebhook[]> =>
    (await webhooks.list()).flatMap(({ id, event, url }) => {
      const install = installOf(url);
      return install === undefined || install === installId ? [] : [{ id, event, host: hostOf(url) }];
    });
  const remove = async (ids: readonly string[]): Promise<void> => {
    for (const { id } of await list()) if (ids.includes(id)) await webhooks.remove(id);
  };
  return { list, remove };
}
