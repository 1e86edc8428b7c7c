import type { DeliveryFormat } from '../../../domain/webhook';
import type { ReceiverOptions, Registration } from '../../receiver/receiver';
import type { TransportHost } from '../eventTransport';
import type { Prober } from './reachability';
import { hostOf } from './webhookAddresses';
import type { WebhookSubscriptions } from './webhookSubscriptions';

/** An event whose delivery is refused happened at most this long ago. */
const refusedForMs = 5 * 60_000;

export interface WebhookIntakeOptions {
  readonly subscriptions: Pick<WebhookSubscriptions, 'known'>;
  readonly prober: Prober;
  readonly host: Pick<TransportHost, 'accept' | 'checkpoint' | 'missed'>;
  readonly publicUrl: () => string | undefined;
}

/** What the receiver asks: which deliveries are genuine, and where to store their events. */
export class WebhookIntake {
  /** How the account's deliveries are read; set before the receiver starts. */
  format: DeliveryFormat | undefined;

  private hosts: { readonly url: string | undefined; readonly names: readonly string[] } = {
    url: undefined,
    names: [],
  };

  constructor(private readonly parts: WebhookIntakeOptions) {}

  receiverOptions(): Omit<ReceiverOptions, 'port' | 'installId' | 'clock' | 'log'> {
    const { subscriptions, prober, host, publicUrl } = this.parts;
    const path = subscriptions.known.at(-1)?.path;
    return {
      ...(path !== undefined && { path }),
      allowedHosts: () => this.hostsOf(publicUrl()),
      registration: (asked) => this.registrationOf(asked),
      accept: (arrival) => host.accept(arrival),
      onTooLarge: () => host.missed(refusedForMs),
      onProbe: prober.onProbe,
    };
  }

  /** Called for each request, nearly always with the same URL. */
  private hostsOf(url: string | undefined): readonly string[] {
    if (url !== this.hosts.url) this.hosts = { url, names: url === undefined ? [] : [hostOf(url)] };
    return this.hosts.names;
  }

  private registrationOf(path: string): Registration | undefined {
    const { subscriptions, host } = this.parts;
    const here = subscriptions.known.filter((one) => one.path === path);
    const { account } = host.checkpoint.now;
    const { format } = this;
    if (!format || account === undefined || here.length === 0) return undefined;
    const unverified = format.unverified?.filter((kind) => here.some(({ event }) => event === kind));
    const licenses = new Set(here.flatMap(({ license }) => license ?? []));
    return {
      account,
      secrets: here.map(({ token }) => token),
      format,
      ...(licenses.size > 0 && { licenses }),
      ...(unverified && { unverified }),
    };
  }
}
