import { l10n, window, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { fail } from '../../core/domain/failure';
import { arrivalKinds } from '../../core/domain/arrival';
import { InputReader } from '../../core/domain/input/inputReader';
import type { ForeignWebhook } from '../../core/events/status/checks';
import { viewIds } from '../../manifest';
import { arrivalKindLabel } from '../messages/arrivalLabels';
import type { EventService } from '../../core/events/service/eventService';
import { inputOf } from '../shell/liveChatError';
import type { EventServiceHandle } from './eventServiceHandle';

interface ForeignItem extends QuickPickItem {
  readonly id: string;
}

/**
 * Lists the webhooks of other installations and removes those that the user selects.
 * @throws FailureError, EventServiceError
 */
export async function cleanUpWithUser(eventService: EventServiceHandle): Promise<void> {
  const service = await eventService.eventService();
  const found = await window.withProgress({ location: { viewId: viewIds.activity } }, () => listed(service));
  if (found.length === 0) {
    void window.showInformationMessage(l10n.t('No other installation has a webhook in this account.'));
    return;
  }
  const picked = await window.showQuickPick(found.map(itemOf), {
    title: l10n.t('Webhooks of Other Installations'),
    placeHolder: l10n.t('Select webhooks that are no longer needed'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return;
  if (!(await askRemoval(picked.length))) return;
  await removeAll(service, picked);
  void window.showInformationMessage(l10n.t('Webhooks removed: {0}.', picked.length));
}

/** Removes all of them. Asks first, unless the argument is `{ confirmed: true }`. @throws FailureError, InputError */
export async function cleanUpForCode(eventService: EventServiceHandle, argument: unknown): Promise<void> {
  const reader = new InputReader(argument);
  const isConfirmed = reader.confirmation('confirmed');
  inputOf(reader.finish(() => undefined));
  const service = await eventService.eventService();
  const found = await listed(service);
  if (found.length === 0) return;
  if (!isConfirmed && !(await askRemoval(found.length))) fail({ code: 'cancelled' });
  await removeAll(service, found);
}

async function listed({ foreign }: EventService): Promise<readonly ForeignWebhook[]> {
  return foreign ? await foreign.list() : [];
}

/** Removes them, and retries where listening waits for that. */
async function removeAll(service: EventService, webhooks: readonly { readonly id: string }[]): Promise<void> {
  await service.foreign?.remove(webhooks.map(({ id }) => id));
  if (service.view.problem?.kind === 'full') await service.ask('retry', {});
}

async function askRemoval(count: number): Promise<boolean> {
  const remove = { title: l10n.t('Remove') };
  const chosen = await window.showWarningMessage(
    l10n.t('Remove webhooks from the account ({0})?', count),
    {
      modal: true,
      detail: l10n.t(
        'Another computer, yours or a colleague’s, may be using them to receive events. It stops receiving events until it registers again.',
      ),
    },
    remove,
  );
  return chosen === remove;
}

function itemOf({ id, event, host }: ForeignWebhook): ForeignItem {
  const kind = arrivalKinds.find((known) => known === event);
  return {
    id,
    label: `$(plug) ${escapeIcons(oneLine(host, 80))}`,
    description: kind ? arrivalKindLabel(kind) : escapeIcons(oneLine(event, 40)),
    detail: l10n.t('Webhook {0}, age unknown', escapeIcons(oneLine(id, 60))),
  };
}
