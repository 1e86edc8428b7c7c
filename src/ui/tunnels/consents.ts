import type { ListenerStorage } from '../../core/events/status/checkpoint';
import { tunnelIds, type TunnelId } from '../../core/tunnel/chooseTunnel';

/** Whether new tickets are asked for where no event tells of them: calls that cost. */
export const ticketPollingChoices = ['ask', 'chats-only'] as const;
export type TicketPollingChoice = (typeof ticketPollingChoices)[number];

interface Remembered {
  /** Whom a person let carry events, see `consentKey`. */
  readonly agreed: readonly string[];
  /** What a person picked where `auto` had to ask. */
  readonly picked?: TunnelId;
  /** What was last listened with. */
  readonly previous?: TunnelId;
  /** What a person chose, by the id of the account. */
  readonly newTickets?: Readonly<Record<string, TicketPollingChoice>>;
}

const nothing: Remembered = { agreed: [] };

/** What a person agreed to, once for all windows of this machine. It holds no secret. */
export class Consents {
  private record = nothing;

  /** @param storage read anew each time, since any window may write */
  constructor(private readonly storage: ListenerStorage) {}

  /** As it was when last looked at. */
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

  /** @throws the system's error where it cannot be read */
  async load(): Promise<void> {
    this.record = decode(await this.storage.read());
  }

  /** @throws the system's error where it cannot be written */
  async agree(key: string, id: TunnelId): Promise<void> {
    await this.load();
    const agreed = [...this.record.agreed.filter((other) => other !== key), key];
    await this.write({ ...this.record, agreed, previous: id });
  }

  /** @throws the system's error where it cannot be written */
  async pick(id: TunnelId): Promise<void> {
    await this.load();
    await this.write({ ...this.record, picked: id });
  }

  /** @throws the system's error where it cannot be written */
  async chooseNewTickets(account: string, choice: TicketPollingChoice): Promise<void> {
    await this.load();
    await this.write({ ...this.record, newTickets: { ...this.record.newTickets, [account]: choice } });
  }

  /** What was chosen for an account that leaves this machine. @throws the system's error, as the others */
  async forget(account: string): Promise<void> {
    await this.load();
    if (this.newTicketsOf(account) === undefined) return;
    const others = Object.entries(this.record.newTickets ?? {}).filter(([id]) => id !== account);
    await this.write({ ...this.record, newTickets: Object.fromEntries(others) });
  }

  private async write(record: Remembered): Promise<void> {
    // What could not be written was not agreed to: another window would know nothing of it.
    await this.storage.write(record);
    this.record = record;
  }
}

/** From a file that another version may have written: what is odd was not agreed to. */
function decode(value: unknown): Remembered {
  if (typeof value !== 'object' || value === null) return nothing;
  const { agreed, picked, previous, newTickets } = value as { readonly [K in keyof Remembered]?: unknown };
  const idOf = (name: unknown): TunnelId | undefined => tunnelIds.find((id) => id === name);
  const [pick, before] = [idOf(picked), idOf(previous)];
  return {
    agreed: Array.isArray(agreed) ? agreed.filter((key) => typeof key === 'string') : [],
    ...(pick && { picked: pick }),
    ...(before && { previous: before }),
    newTickets: choicesIn(newTickets),
  };
}

function choicesIn(value: unknown): NonNullable<Remembered['newTickets']> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([account, one]) => {
      const choice = ticketPollingChoices.find((known) => known === one);
      return choice ? [[account, choice]] : [];
    }),
  );
}
