import type { CallOptions } from '../../../domain/connection';
import { failureOf } from '../../../domain/failure';
import type { Webhook } from '../../../domain/webhook';
import { classifyProblem } from '../../status/problem';
import type { KnownSubscription } from './knownSubscription';
import type { WebhookTransportOptions } from './webhookPorts';

/** How often the webhooks are compared with LiveChat's list: the calls are billed. */
const everyMs = 6 * 60 * 60_000;

interface CheckOptions extends Pick<WebhookTransportOptions, 'clock' | 'log' | 'webhooks'> {
  /** As `WebhookSubscriptions.enable`. */
  readonly enable: (options: CallOptions) => Promise<boolean>;
  /** Deliveries were found switched off: events of the last `ms` may be missing. */
  readonly missed: (ms: number) => void;
}

const withinBudget = { priority: 'background' } as const;

/** Finds webhooks that were removed or switched off at LiveChat while this installation holds them. */
export class RegistrationCheck {
  /** When LiveChat's list was last known to be as it should be. */
  private verified: { readonly at: number; readonly elapsed: number } | undefined;
  private triedAt = -Infinity;
  /** Ids that a list has shown. HelpDesk may not list what was created there. */
  private readonly listed = new Set<string>();

  constructor(private readonly parts: CheckOptions) {}

  /** The list is as it should be now. */
  completed(): void {
    this.triedAt = this.parts.clock.now();
    this.verified = { at: this.triedAt, elapsed: performance.now() };
  }

  saw(rows: readonly Webhook[]): void {
    for (const { id } of rows) this.listed.add(id);
  }

  /** For how long a webhook that is found removed may have been missing. */
  get unverifiedMs(): number {
    if (!this.verified) return everyMs;
    // The first is wrong after the clock was set back, the second after the machine slept.
    return Math.max(this.parts.clock.now() - this.verified.at, performance.now() - this.verified.elapsed);
  }

  /**
   * Whether LiveChat still has all that is known, and delivers it. Makes calls every six hours, within the budget. Never
   * rejects.
   */
  async verify(known: readonly KnownSubscription[]): Promise<boolean> {
    const { clock, log, webhooks } = this.parts;
    if (Math.abs(clock.now() - this.triedAt) < everyMs) return true;
    this.triedAt = clock.now();
    try {
      const rows = await webhooks.list(withinBudget);
      const isWhole = (await this.missing(known, rows)).length === 0;
      this.saw(rows);
      return isWhole && (await this.areDelivered());
    } catch (thrown) {
      log.debug(`Listener: the webhooks could not be compared (${failureOf(thrown)?.code ?? 'fault'}).`);
      return true;
    }
  }

  /**
   * Those of `known` that were removed or changed at LiveChat, according to its list. Makes no call.
   * One that HelpDesk never listed counts as registered.
   */
  async missing(
    known: readonly KnownSubscription[],
    rows: readonly Webhook[],
  ): Promise<readonly KnownSubscription[]> {
    const { unverified = [] } = await this.parts.webhooks.deliveries();
    return known.filter(({ id, url, event }) => {
      const isListed = rows.some((row) => row.id === id && (url === undefined || row.url === url));
      return !isListed && (!unverified.includes(event) || this.listed.has(id));
    });
  }

  /** Whether deliveries are switched on now. */
  private async areDelivered(): Promise<boolean> {
    try {
      if (await this.parts.enable(withinBudget)) this.parts.missed(this.unverifiedMs);
    } catch (thrown) {
      if (classifyProblem(thrown).retryable) throw thrown;
      // The next registration reports it.
      return false;
    }
    this.completed();
    return true;
  }
}
