import type { Account } from '../../core/domain/account';
import { capabilitiesOf, transportKindOf, type AccountTransportKind } from '../../core/domain/capabilities';
import type { Prepared } from '../tunnels/tunnelPicker';

export interface TransportQuestion {
  readonly current: AccountTransportKind;
  readonly kinds: readonly AccountTransportKind[];
  /** Of the application that the account uses now. */
  readonly clientId?: string;
}

export interface TransportAnswer {
  readonly kind: AccountTransportKind;
  /** Whether to use another application than the current one. */
  readonly isOther?: true;
}

export interface TransportChoiceOptions {
  /** The active account. */
  readonly account: () => Account | undefined;
  /** Resolves to `undefined` when cancelled. */
  readonly ask: (question: TransportQuestion) => Promise<TransportAnswer | undefined>;
  /** Asks for an application and checks it with LiveChat; `undefined` when cancelled. */
  readonly askClientId: (account: Account) => Promise<string | undefined>;
  /** Asks what a tunnel needs, even if the account does not use one yet. */
  readonly prepareTunnel: () => Promise<Prepared>;
  /** Stores the choice with the account, for all windows. */
  readonly save: (
    account: Account,
    kind: AccountTransportKind,
    clientId: string | undefined,
  ) => Promise<void>;
  readonly isListening: () => boolean;
  readonly stop: () => Promise<unknown>;
  /** Starts listening and shows the outcome. */
  readonly start: () => Promise<unknown>;
}

/** How Events Arrive: the transport of an account that supports more than one. */
export class TransportChoice {
  constructor(private readonly options: TransportChoiceOptions) {}

  /** The transport of the active account; `undefined` if it supports only one. */
  get current(): AccountTransportKind | undefined {
    const account = this.options.account();
    if (!account || capabilitiesOf(account.kind).events.transports.length < 2) return undefined;
    return transportKindOf(account);
  }

  /** Asks the user. Cancelling at any step changes nothing. @throws FailureError, EventServiceError */
  async change(): Promise<void> {
    const { ask, save, isListening, stop, start } = this.options;
    const account = this.options.account();
    const { current } = this;
    if (!account || current === undefined) return;
    const { clientId } = account;
    const { transports: kinds } = capabilitiesOf(account.kind).events;
    const answer = await ask({ current, kinds, ...(clientId !== undefined && { clientId }) });
    if (!answer || (answer.kind === current && !answer.isOther)) return;
    const application = await this.applicationFor(account, answer);
    if (application === 'cancelled') return;
    const wasListening = isListening();
    if (wasListening && answer.kind === 'webhooks' && (await this.options.prepareTunnel()) === 'cancelled')
      return;
    // Webhooks of the old application cannot be listed with the new one, not even those of an earlier run.
    if (answer.isOther) await stop();
    await save(account, answer.kind, application.clientId);
    if (wasListening) await start();
  }

  private async applicationFor(
    account: Account,
    { kind, isOther }: TransportAnswer,
  ): Promise<{ readonly clientId: string | undefined } | 'cancelled'> {
    const { clientId } = account;
    const isKnown = clientId !== undefined && !isOther;
    if (isKnown || kind !== 'webhooks' || !capabilitiesOf(account.kind).events.needsApplication) {
      return { clientId };
    }
    const given = await this.options.askClientId(account);
    return given === undefined ? 'cancelled' : { clientId: given };
  }
}
