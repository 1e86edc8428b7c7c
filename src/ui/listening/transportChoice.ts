import type { Account } from '../../core/domain/account';
import { capabilitiesOf, transportKindOf, type EventTransportKind } from '../../core/domain/capabilities';
import type { Prepared } from '../tunnels/tunnelPicker';

export interface TransportQuestion {
  readonly current: EventTransportKind;
  readonly ways: readonly EventTransportKind[];
  /** Of the application that is known. */
  readonly clientId?: string;
}

export interface TransportAnswer {
  readonly way: EventTransportKind;
  /** Whether it shall be another application than the one that is known. */
  readonly isOther?: true;
}

export interface TransportChoiceOptions {
  /** The active account. */
  readonly account: () => Account | undefined;
  /** `undefined` where the person gave up. */
  readonly ask: (question: TransportQuestion) => Promise<TransportAnswer | undefined>;
  /** Asks for an application of which it is known that LiveChat knows it; `undefined` where the person gave up. */
  readonly askClientId: (account: Account) => Promise<string | undefined>;
  /** Asks what a tunnel needs, also where the account does not use one yet. */
  readonly prepareTunnel: () => Promise<Prepared>;
  /** Keeps the choice with the account, for all windows. */
  readonly keep: (account: Account, way: EventTransportKind, clientId: string | undefined) => Promise<void>;
  readonly isListening: () => boolean;
  readonly stop: () => Promise<unknown>;
  /** Listens, and shows the person what came of it. */
  readonly start: () => Promise<unknown>;
}

/** How the events of an account arrive, where there is a choice. */
export class TransportChoice {
  constructor(private readonly parts: TransportChoiceOptions) {}

  /** The way of the active account; `undefined` where it has but one. */
  get current(): EventTransportKind | undefined {
    const account = this.parts.account();
    if (!account || capabilitiesOf(account.kind).events.ways.length < 2) return undefined;
    return transportKindOf(account);
  }

  /** Asks the person. Nothing changes where they give up on the way. @throws FailureError, DeskError */
  async change(): Promise<void> {
    const { ask, keep, isListening, stop, start } = this.parts;
    const account = this.parts.account();
    const { current } = this;
    if (!account || current === undefined) return;
    const { clientId } = account;
    const { ways } = capabilitiesOf(account.kind).events;
    const answer = await ask({ current, ways, ...(clientId !== undefined && { clientId }) });
    if (!answer || (answer.way === current && !answer.isOther)) return;
    const application = await this.applicationFor(account, answer);
    if (application === 'cancelled') return;
    const wasListening = isListening();
    if (wasListening && answer.way === 'webhooks' && (await this.parts.prepareTunnel()) === 'cancelled')
      return;
    // What is registered for one application, also by an earlier run, is not to be found by the other.
    if (answer.isOther) await stop();
    await keep(account, answer.way, application.clientId);
    if (wasListening) await start();
  }

  private async applicationFor(
    account: Account,
    { way, isOther }: TransportAnswer,
  ): Promise<{ readonly clientId: string | undefined } | 'cancelled'> {
    const { clientId } = account;
    const isKnown = clientId !== undefined && !isOther;
    if (isKnown || way !== 'webhooks' || !capabilitiesOf(account.kind).events.byApplication) {
      return { clientId };
    }
    const given = await this.parts.askClientId(account);
    return given === undefined ? 'cancelled' : { clientId: given };
  }
}
