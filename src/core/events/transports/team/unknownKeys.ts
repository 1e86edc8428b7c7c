import type { OpenedEvent } from '../../../team/sealedEvents';
import type { UnreadMessages } from './teamCursors';

/** Accounts of which the newest event is encrypted with a key that this machine does not have. */
export class UnknownKeys {
  private readonly accounts = new Map<string, { readonly keyId: string; readonly sequence: number }>();

  /** @param onPass called where an event that can be read follows those of a missing key */
  constructor(private readonly onPass: (keyId: string) => void) {}

  /** Id of the key that is missing. */
  get missing(): string | undefined {
    return [...this.accounts.values()].at(-1)?.keyId;
  }

  /** @param account its token in the subject */
  see(account: string, opened: OpenedEvent, sequence: number): void {
    const unknown = this.accounts.get(account);
    // Filters are read side by side: only what comes later in the stream says something new.
    if (unknown && sequence <= unknown.sequence) return;
    if (opened.kind === 'unknown-key') {
      this.accounts.delete(account);
      this.accounts.set(account, { keyId: opened.keyId, sequence });
    } else if (opened.kind === 'event' && unknown) {
      this.accounts.delete(account);
      this.onPass(unknown.keyId);
    }
  }
}

/** Messages of so many missing keys are remembered. More keys than that are not those of a team. */
const mostKeys = 20;

/** The messages of one filter that no key of this machine opens. */
export class UnreadOfFilter {
  private readonly byKey: Map<string, UnreadMessages>;

  constructor(before: readonly UnreadMessages[]) {
    this.byKey = new Map(before.map((one) => [one.keyId, one]));
  }

  get all(): readonly UnreadMessages[] {
    return [...this.byKey.values()];
  }

  add(keyId: string, sequence: number): void {
    const { first = sequence, count = 0 } = this.byKey.get(keyId) ?? {};
    if (count === 0 && this.byKey.size >= mostKeys) return;
    this.byKey.set(keyId, { keyId, first, last: sequence, count: count + 1 });
  }
}
