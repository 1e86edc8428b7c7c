import type { ForeignWebhook } from '../../status/checks';
import { hostOf, installOf } from './webhookAddresses';
import type { WebhookTransportOptions } from './webhookPorts';

type ForeignOptions = Pick<WebhookTransportOptions, 'webhooks' | 'installId'>;

/** Webhooks of other installations. @throws FailureError */
export async function foreignWebhooks({
  webhooks,
  installId,
}: ForeignOptions): Promise<readonly ForeignWebhook[]> {
  const rows = await webhooks.list();
  return rows.flatMap(({ id, event, url }) => {
    const install = installOf(url);
    return install === undefined || install === installId ? [] : [{ id, event, host: hostOf(url) }];
  });
}

/** Removes those that are still webhooks of other installations. @throws FailureError */
export async function removeForeign(options: ForeignOptions, ids: readonly string[]): Promise<void> {
  for (const { id } of await foreignWebhooks(options)) {
    if (ids.includes(id)) await options.webhooks.remove(id);
  }
}
