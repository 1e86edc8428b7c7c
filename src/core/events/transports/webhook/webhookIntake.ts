import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { Arrival, EventContent } from '../../../domain/arrival';
import type { DeliveryFormat } from '../../../domain/webhook';
import type { ReceiverOptions, Registration } from '../../receiver/receiver';
import { hostOf } from './webhookAddresses';
import { arrivalOf } from '../../ingest/arrivalOf';
import type { Prober } from './prober';
import type { WebhookSubscriptions } from './webhookSubscriptions';
import type { CheckpointStore } from '../../listener/checkpoint';

export interface IntakeOptions {
  readonly subscriptions: WebhookSubscriptions;
  readonly record: CheckpointStore;
  readonly prober: Prober;
  readonly clock: Clock;
  readonly log: Log;
  readonly leads: () => boolean;
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  readonly publicUrl: () => string | undefined;
  readonly onAccept: () => void;
}

/** What the receiver asks of the relay: whom to believe, and where to put what came. */
export class Intake {
  lastEventAt: number | undefined;
  /** How the account's deliveries are read; known before the receiver starts. */
  format: DeliveryFormat | undefined;

  private hosts: { readonly url: string | undefined; readonly names: readonly string[] } = {
    url: undefined,
    names: [],
  };

  constructor(private readonly own: IntakeOptions) {}

  parts(): Omit<ReceiverOptions, 'port' | 'installId' | 'clock' | 'log'> {
    const { subscriptions, prober, publicUrl } = this.own;
    const path = subscriptions.held.at(-1)?.path;
    return {
      ...(path !== undefined && { path }),
      allowedHosts: () => this.hostsOf(publicUrl()),
      registration: (asked) => this.registrationOf(asked),
      accept: (arrival) => this.accept(arrival),
      onProbe: prober.onProbe,
    };
  }

  /** Asked at each request, and hardly ever about another address than the time before. */
  private hostsOf(url: string | undefined): readonly string[] {
    if (url !== this.hosts.url) this.hosts = { url, names: url === undefined ? [] : [hostOf(url)] };
    return this.hosts.names;
  }

  /** Keeps what was found by other means than a delivery, or made up for a test. @returns whether it was kept */
  async take(content: EventContent): Promise<boolean> {
    const { account } = this.own.record.now;
    if (account === undefined) return false;
    try {
      await this.accept(arrivalOf(content, account, 'live'));
      return true;
    } catch {
      this.own.log.warn('Relay: an event could not be kept.');
      return false;
    }
  }

  private registrationOf(path: string): Registration | undefined {
    const { subscriptions, record } = this.own;
    const here = subscriptions.held.filter((one) => one.path === path);
    const { account } = record.now;
    const { format } = this;
    if (!format || account === undefined || here.length === 0) return undefined;
    const unverified = format.unverified?.filter((kind) => here.some(({ event }) => event === kind));
    return { account, secrets: here.map(({ token }) => token), format, ...(unverified && { unverified }) };
  }

  private async accept(arrival: Arrival): Promise<unknown> {
    // A window that has just lost the lead keeps nothing: the journal is another's. LiveChat tries again.
    if (!this.own.leads()) throw new Error('This window does not lead.');
    const kept = await this.own.accept(arrival);
    this.lastEventAt = this.own.clock.now();
    this.own.onAccept();
    return kept;
  }
}
