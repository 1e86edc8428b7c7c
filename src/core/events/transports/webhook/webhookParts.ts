import { Backoff } from '../../listener/backoff';
import { Intake, type IntakeOptions } from './webhookIntake';
import { TicketDiscovery } from '../../ingest/ticketDiscovery';
import { Prober } from './prober';
import { WebhookSubscriptions } from './webhookSubscriptions';
import type { ListenerOptions } from '../../status/listenerTypes';
import { CheckpointStore } from '../../listener/checkpoint';
import { GapTracker } from '../../listener/gapTracker';

/** What the states work with, and none of them owns. */
export interface WebhookParts {
  readonly record: CheckpointStore;
  readonly subscriptions: WebhookSubscriptions;
  readonly prober: Prober;
  readonly backoff: Backoff;
  readonly gaps: GapTracker;
  readonly intake: Intake;
  readonly newTickets: TicketDiscovery;
}

export function webhookParts(
  options: ListenerOptions,
  machine: Pick<IntakeOptions, 'leads' | 'publicUrl' | 'onAccept'>,
): WebhookParts {
  const { clock, log, installId, webhooks, secrets, catchUp, accept, random = Math.random } = options;
  const hide = options.hide ?? ((): void => undefined);
  const record = new CheckpointStore(options.storage);
  const subscriptions = new WebhookSubscriptions({
    clock,
    log,
    installId,
    webhooks,
    ...(options.withAccount && { withAccount: options.withAccount }),
    secrets,
    hide,
    record,
  });
  const prober = new Prober(clock);
  const intake = new Intake({ subscriptions, record, prober, clock, log, accept, ...machine });
  const { settings, newTickets: list } = options;
  return {
    record,
    subscriptions,
    prober,
    backoff: new Backoff(random),
    gaps: new GapTracker({ clock, log, catchUp, record }),
    intake,
    newTickets: new TicketDiscovery({ clock, log, settings, subscriptions, intake, ...(list && { list }) }),
  };
}
