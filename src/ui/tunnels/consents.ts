import { asRecord } from '../../core/base/json';
import type { ListenerStorage } from '../../core/events/status/checkpoint';
import { tunnelIds, type TunnelId } from '../../core/tunnel/chooseTunnel';

/** Whether to poll for new tickets when no event reports them, which costs API calls. */
export const ticketPollingChoices = ['ask', 'chats-only'] as const;
export type TicketPollingChoice = (typeof ticketPollingChoices)[number];

interface ConsentRecord {
  /** The tunnels that the user agreed to, see `consentKey`. */
  readonly agreed: readonly string[];
  /** The tunnel that the user selected when `auto` had to ask. */
  readonly picked?: TunnelId;
  /** The tunnel that was used last. */
  readonly previous?: TunnelId;
  /** By account id. */
  readonly newTickets?: Readonly<Record<string, TicketPollingChoice>>;
}

const nothing: ConsentRecord = { agreed: [] };

/** The user's consents and choices, shared by all windows of this machine. Contains no secrets. */
export class Consents {
  private record = nothing;

  /** @param storage read before each change, because any window may write it */
  constructor(private readonly storage: ListenerStorage) {}

  /** As last loaded. */
  get hasAny(): boolean {
    return this.record.agreed.length > 0;
  }

  get picked(): TunnelId | undefined {
    return this.record.picked;
  }

  get previous(): TunnelId | undefined {
    return this.record.previous;
  }

  has(key: string): boolean {
    return this.record.agreed.includes(key);
  }

  newTicketsOf(account: string): TicketPollingChoice | undefined {
    const { newTickets = {} } = this.record;
    return Object.hasOwn(newTickets, account) ? newTickets[account] : undefined;
  }

  /** @throws the system's error */
  async load(): Promise<void> {
    this.record = decode(await this.storage.read());
  }

  /** @throws the system's error */
  async agree(key: string, id: TunnelId): Promise<void> {
    await this.load();
    const agreed = [...this.record.agreed.filter((other) => other !== key), key];
    await this.write({ ...this.record, agreed, previous: id });
  }

  /** @throws the system's error */
  async pick(id: TunnelId): Promise<void> {
    await this.load();
    await this.write({ ...this.record, picked: id });
  }

  /** @throws the system's error */
  async chooseNewTickets(account: string, choice: TicketPollingChoice): Promise<void> {
    await this.load();
    await this.write({ ...this.record, newTickets: { ...this.record.newTickets, [account]: choice } });
  }

  /** Deletes the choice of an account that signs out. @throws the system's error */
  async forget(account: string): Promise<void> {
    await this.load();
    if (this.newTicketsOf(account) === undefined) return;
    const others = Object.entries(this.record.newTickets ?? {}).filter(([id]) => id !== account);
    await this.write({ ...this.record, newTickets: Object.fromEntries(others) });
  }

  private async write(record: ConsentRecord): Promise<void> {
    // A consent counts only once it is stored, since other windows rely on it as well.
    await this.storage.write(record);
    this.record = record;
  }
}

/** Another version may have written the file: malformed parts count as no consent. */
function decode(value: unknown): ConsentRecord {
  const { agreed, picked, previous, newTickets } = asRecord(value);
  const idOf = (name: unknown): TunnelId | undefined => tunnelIds.find((id) => id === name);
  const [pick, before] = [idOf(picked), idOf(previous)];
  return {
    agreed: Array.isArray(agreed) ? agreed.filter((key) => typeof key === 'string') : [],
    ...(pick && { picked: pick }),
    ...(before && { previous: before }),
    newTickets: choicesIn(newTickets),
  };
}

function choicesIn(value: unknown): NonNullable<ConsentRecord['newTickets']> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).flatMap(([account, one]) => {
      const choice = ticketPollingChoices.find((known) => known === one);
      return choice ? [[account, choice]] : [];
    }),
  );
}
