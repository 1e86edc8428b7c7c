import type { OpenedEvent } from '../../../team/sealedEvents';
import type { TeamKey } from '../../../team/teamKey';

interface Unknown {
  readonly keyId: string;
  readonly events: number;
}

/** Accounts of which events came that no key of this machine opens. Each account has a receiver, and that one key. */
export class UnknownKeys {
  private readonly accounts = new Map<string, Unknown>();

  /**
   * @param keys the key in use, and former ones
   * @param onSkip called where a receiver uses the key in use again, with how many events before that stay closed
   */
  constructor(
    private readonly keys: readonly [TeamKey, ...TeamKey[]],
    private readonly onSkip: (events: number, keyId: string) => void,
  ) {}

  /** Id of the key that is missing. */
  get missing(): string | undefined {
    return [...this.accounts.values()].at(-1)?.keyId;
  }

  /** @param account its token in the subject */
  see(account: string, opened: OpenedEvent): void {
    const unknown = this.accounts.get(account);
    if (opened.kind === 'unknown-key') {
      this.accounts.delete(account);
      this.accounts.set(account, { keyId: opened.keyId, events: (unknown?.events ?? 0) + 1 });
    } else if (opened.kind === 'event' && opened.keyId === this.keys[0].id && unknown) {
      this.accounts.delete(account);
      this.onSkip(unknown.events, unknown.keyId);
    }
  }
}
