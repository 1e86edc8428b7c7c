import { abortAfter, untilAborted } from '../../../base/async';
import type { ArrivalKind } from '../../../domain/arrival';
import type { CallOptions } from '../../../domain/connection';
import { failureOf } from '../../../domain/failure';
import type { Webhook } from '../../../domain/webhook';
import { installOf } from './webhookAddresses';
import { hashOf, type CheckpointStore } from '../../status/checkpoint';
import { background, createWebhook } from './createWebhook';
import { knownOf, isFor, readSecrets, storeSecrets } from './knownSubscription';
import type { KnownSubscription, Wanted } from './knownSubscription';
import { RegistrationCheck } from './registrationCheck';
import type { WebhookPort, WebhookTransportOptions } from './webhookPorts';

/** Switching accounts waits no longer. */
const leaveWithinMs = 3_000;

const nothingRegistered = {
  registrations: [],
  urlHash: undefined,
  liveAt: undefined,
  missedSince: undefined,
};

export interface SubscriptionOptions extends Pick<
  WebhookTransportOptions,
  'clock' | 'log' | 'installId' | 'webhooks' | 'withAccount' | 'secrets'
> {
  readonly record: CheckpointStore;
  readonly hide: (secret: string) => void;
  /** A webhook was found removed at LiveChat: events of the last `ms` may be missing. */
  readonly missed: (ms: number) => void;
}

/**
 * The webhooks of this installation at LiveChat. Each change is recorded before it is made, so that a process that ends
 * at any point leaves nothing behind: the next one lists the webhooks and removes its own that are not wanted.
 */
export class WebhookSubscriptions {
  private list: KnownSubscription[] = [];
  /** Events that this account was found to have no webhook for since `load`. */
  private none: ArrivalKind[] = [];
  /** Whether the webhooks were listed since `load`. */
  private hasLooked = false;
  private readonly check: RegistrationCheck;
  private making: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: SubscriptionOptions) {
    this.check = new RegistrationCheck({ ...parts, enable: (options) => this.enable(options) });
  }

  get known(): readonly KnownSubscription[] {
    return this.list;
  }

  get refused(): readonly ArrivalKind[] {
    return this.none;
  }

  /** Takes over what an earlier run or another window registered for this account. */
  async load(account: string): Promise<void> {
    const { record, secrets } = this.parts;
    this.hasLooked = false;
    this.list = [];
    this.none = [];
    // Read in any case: with a locked keyring nothing may be registered, because its secrets could not be stored.
    const stored = await readSecrets(secrets);
    const { registrations, account: earlier } = record.now;
    if (earlier !== account) {
      if (earlier !== undefined) await this.leave(earlier);
      await record.change({ ...nothingRegistered, account, unsure: true });
      return;
    }
    const known = new Map(stored.map((secret) => [secret.id, secret]));
    for (const { id, event } of registrations) {
      const secret = known.get(id);
      if (secret) this.list.push({ id, event, path: secret.path, token: secret.token });
    }
    if (this.list.length < registrations.length) await this.recover();
    for (const { path, token } of this.list) for (const text of [path, token]) this.parts.hide(text);
  }

  /** Whether this address is registered already, or was about to be: then its path must stay. */
  isOf(url: string): boolean {
    return this.parts.record.now.urlHash === hashOf(url);
  }

  /**
   * Afterwards this installation has exactly one webhook for each wanted event that can have one, and no other. Makes no
   * call where that is known to be so already.
   * @throws FailureError, ListenerError, or what the storages throw; calling again continues from there
   */
  async register(wanted: Wanted): Promise<void> {
    const { record } = this.parts;
    const { unsure, urlHash } = record.now;
    if (this.hasLooked && !unsure && urlHash === hashOf(wanted.url) && this.isJust(wanted)) return;
    const mustLook = !this.hasLooked || unsure;
    if (mustLook) await this.look(wanted);
    if (!wanted.isCurrent()) return;
    if (!this.isJust(wanted) || urlHash !== hashOf(wanted.url)) {
      await record.change({ account: wanted.account, urlHash: hashOf(wanted.url), unsure: true });
      for (const event of wanted.events) {
        if (!wanted.isCurrent()) return;
        const isThere = this.list.some((one) => isFor(one, wanted, event));
        if (!isThere && !this.none.includes(event)) await this.make(event, wanted);
      }
      if (!wanted.isCurrent()) return;
      await this.removeAll(
        this.list.filter((one) => !wanted.events.some((kind) => isFor(one, wanted, kind))),
      );
    }
    this.hasLooked = true;
    if (mustLook) this.check.completed();
    await record.change({ unsure: false });
  }

  /** Makes the next `register` list the webhooks at LiveChat, whatever is known. */
  recheck(): void {
    this.hasLooked = false;
  }

  /** As `RegistrationCheck.missing`. */
  missing = (rows: readonly Webhook[]): Promise<readonly KnownSubscription[]> =>
    this.check.missing(this.list, rows);

  /** Whether LiveChat still has all that is known, compared every six hours. If not, the next `register` makes it again. */
  async verify(): Promise<boolean> {
    const isWhole = await this.check.verify(this.list);
    if (!isWhole) this.hasLooked = false;
    return isWhole;
  }

  /** Removes all webhooks of this installation. Resolves to whether none is left, as far as is known. */
  async unregister(withinMs: number, webhooks = this.parts.webhooks): Promise<boolean> {
    const { clock, record, log } = this.parts;
    const isDone = (): boolean => !record.now.unsure && record.now.registrations.length === 0;
    if (isDone()) return true;
    const deadline = abortAfter(clock, withinMs);
    try {
      await untilAborted(deadline.signal, this.unregisterAll(webhooks, deadline.signal));
    } catch (thrown) {
      log.warn(`Listener: not all webhooks were removed (${failureOf(thrown)?.code ?? 'timeout'}).`);
    } finally {
      deadline.dispose();
    }
    return isDone();
  }

  /** Another transport is used from now on: removes the webhooks, also those of an earlier account. */
  async withdraw(current: string | undefined): Promise<void> {
    const { account, registrations, unsure } = await this.parts.record.load();
    if (account === undefined || (!unsure && registrations.length === 0)) return;
    if (account === current) await this.unregister(leaveWithinMs);
    else await this.leave(account);
    this.list = [];
  }

  /** Another account is active from now on: removes the webhooks of the earlier one. */
  private async leave(account: string): Promise<void> {
    const { registrations, unsure } = this.parts.record.now;
    if (!unsure && registrations.length === 0) return;
    const work = (webhooks: WebhookPort): Promise<boolean> => this.unregister(leaveWithinMs, webhooks);
    const isDone = await this.parts.withAccount?.(account, work).catch(() => false);
    if (isDone !== true)
      this.parts.log.warn('Listener: webhooks of the previous account could not be removed.');
  }

  private async unregisterAll(webhooks: WebhookPort, signal: AbortSignal): Promise<void> {
    const { record, installId } = this.parts;
    // One that is being created now would be missed.
    await this.making;
    if (record.now.unsure) {
      const rows = await webhooks.list({ signal });
      const own = rows.filter(({ url }) => installOf(url) === installId);
      await this.removeAll(own, { webhooks, signal });
    }
    await this.removeAll([...record.now.registrations], { webhooks, signal });
    await record.change({ unsure: false, urlHash: undefined });
  }

  /** Lists the webhooks at LiveChat: takes over those that are wanted, and removes those of unknown runs. */
  private async look(wanted: Wanted): Promise<void> {
    const { webhooks, installId, log, missed } = this.parts;
    const rows = await webhooks.list(background);
    const own = rows.filter(({ url }) => installOf(url) === installId);
    const missing = await this.missing(own);
    if (!wanted.isCurrent()) return;
    this.check.saw(own);
    const unlisted = this.list.filter(({ id }) => !own.some((row) => row.id === id));
    if (unlisted.some((one) => missing.includes(one))) {
      log.warn('Listener: a webhook was removed at LiveChat. It is registered again.');
      missed(this.check.unverifiedMs);
    }
    const kept = unlisted.filter((one) => !missing.includes(one));
    for (const row of own) {
      const one = knownOf(row, this.list);
      const isDouble = kept.some(({ event, url }) => event === one?.event && (url ?? one.url) === one.url);
      const isKnown = this.list.some(({ id }) => id === row.id) || row.url === wanted.url;
      if (one && isKnown && !isDouble) kept.push(one);
    }
    this.list = kept;
    await this.keep();
    await this.removeAll(own.filter(({ id }) => !kept.some((one) => one.id === id)));
    if (await this.enable(background)) missed(this.check.unverifiedMs);
    this.hasLooked = true;
  }

  /** Switches deliveries of what is known on. Resolves to whether another program had switched them off. */
  async enable(options?: CallOptions): Promise<boolean> {
    // Tickets of platform accounts come from HelpDesk, which has no such state.
    const hasChats = this.list.some(({ event }) => event !== 'ticket_created');
    return hasChats && (await this.parts.webhooks.enable(options));
  }

  /** For a window that does not see what another has just written to the secret storage. */
  private async recover(): Promise<void> {
    const { webhooks, record, log } = this.parts;
    try {
      const rows = await webhooks.list(background);
      const known = new Set(record.now.registrations.map(({ id }) => id));
      this.list = rows.flatMap((row) => (known.has(row.id) ? (knownOf(row, this.list) ?? []) : []));
      await this.keep();
    } catch (thrown) {
      log.warn(`Listener: earlier webhooks could not be taken over (${failureOf(thrown)?.code ?? 'fault'}).`);
    }
  }

  private async make(event: ArrivalKind, wanted: Wanted): Promise<void> {
    const replaced = this.list.filter((one) => one.event === event && !isFor(one, wanted, event));
    const draft = { event, url: wanted.url };
    const work = createWebhook(this.parts.webhooks, draft, {
      isReplacing: replaced.length > 0,
      makeRoom: () => this.removeAll(replaced),
    });
    const settled = work.then(
      async ({ id, secret, license }) => {
        const { path, url } = wanted;
        for (const text of [path, secret]) this.parts.hide(text);
        this.list.push({ id, event, path, token: secret, url, ...(license !== undefined && { license }) });
        await this.keep();
        if (!wanted.isCurrent()) await this.removeAll(this.list.filter((one) => one.id === id));
      },
      (thrown: unknown) => {
        const failure = failureOf(thrown);
        if (failure?.code === 'unsupported' && failure.field === event) {
          this.none.push(event);
          return;
        }
        // It may have been created: next time the webhooks are listed.
        this.hasLooked = false;
        throw thrown;
      },
    );
    this.making = settled.catch(() => undefined);
    await settled;
  }

  /** @throws FailureError; what could not be removed stays recorded */
  private async removeAll(
    these: readonly { readonly id: string }[],
    { webhooks, signal }: { readonly webhooks: WebhookPort; readonly signal?: AbortSignal } = this.parts,
  ): Promise<void> {
    const options = signal ? { signal } : background;
    const results = await Promise.allSettled(
      these.map(async ({ id }) => {
        await webhooks.remove(id, options).catch((thrown: unknown) => {
          if (failureOf(thrown)?.code !== 'not-found') throw thrown;
        });
        this.list = this.list.filter((one) => one.id !== id);
        await this.forget(id);
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private isJust(wanted: Wanted): boolean {
    const events = wanted.events.filter((event) => !this.none.includes(event));
    return (
      this.list.length === events.length &&
      events.every((event) => this.list.some((one) => isFor(one, wanted, event)))
    );
  }

  private async forget(id: string): Promise<void> {
    const { record, secrets } = this.parts;
    const left = record.now.registrations.filter((one) => one.id !== id);
    if (left.length < record.now.registrations.length) await record.change({ registrations: left });
    await storeSecrets(secrets, this.list);
  }

  private async keep(): Promise<void> {
    const { record, secrets } = this.parts;
    await storeSecrets(secrets, this.list);
    await record.change({ registrations: this.list.map(({ id, event }) => ({ id, event })) });
  }
}
