import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { addressKey } from '../domain/account';
import {
  decodePresenceMessage,
  doings,
  subjectKey,
  type Activity,
  type Doing,
  type PresenceSubject,
} from './presenceMessage';

/** An agent who sends nothing for this time has left: two repetitions may be lost. */
export const expiryMs = 150_000;
/** Most senders that are kept, so that no other program can fill the memory. */
const maxSenders = 500;

/** Another agent who has a ticket or chat open. */
export interface PresentAgent {
  readonly login: string;
  readonly doing: Doing;
}

interface Sender {
  readonly login: string;
  readonly count: number;
  readonly on: readonly Activity[];
  readonly until: number;
}

export interface PresenceBoardOptions {
  readonly clock: Clock;
  /** @param keys `subjectKey` of the tickets and chats at which something changed */
  readonly changed: (keys: ReadonlySet<string>) => void;
}

/**
 * Who else has which ticket or chat open, from messages that may be lost, repeated, late or out of order. What is not
 * repeated expires, without a call.
 */
export class PresenceBoard implements Disposable {
  /** By agent and sender, the one whose last message is the oldest first. An agent may work on several machines. */
  private readonly senders = new Map<string, Sender>();
  private timer: Disposable | undefined;

  constructor(private readonly options: PresenceBoardOptions) {}

  /** @param by login of the agent who sent it, from LiveChat */
  receive(by: string, content: unknown): void {
    const message = decodePresenceMessage(content);
    if (!message) return;
    const key = `${addressKey(by)}\n${message.sender}`;
    const before = this.senders.get(key);
    if (before && message.count <= before.count) return;
    this.senders.delete(key);
    const { count, on } = message;
    const until = this.options.clock.now() + expiryMs;
    this.senders.set(key, { login: by, count, on, until });
    const [oldest] = this.senders.keys();
    const dropped =
      this.senders.size > maxSenders && oldest !== undefined ? this.senders.get(oldest) : undefined;
    if (dropped && oldest !== undefined) this.senders.delete(oldest);
    this.report(before?.on ?? [], on, dropped?.on ?? []);
    this.schedule();
  }

  /** Each agent once, those who type first. */
  of(subject: PresenceSubject): readonly PresentAgent[] {
    const key = subjectKey(subject);
    const now = this.options.clock.now();
    const agents = new Map<string, PresentAgent>();
    for (const { login, on, until } of this.senders.values()) {
      const activity = until > now ? on.find((one) => subjectKey(one) === key) : undefined;
      const known = agents.get(addressKey(login));
      if (activity && known?.doing !== 'typing')
        agents.set(addressKey(login), { login, doing: activity.doing });
    }
    return [...agents.values()].sort(
      (a, b) => doings.indexOf(b.doing) - doings.indexOf(a.doing) || (a.login < b.login ? -1 : 1),
    );
  }

  /** Forgets everything, for another account. */
  clear(): void {
    const shown = [...this.senders.values()].flatMap(({ on }) => on);
    this.senders.clear();
    this.timer?.dispose();
    this.report(shown);
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private schedule(): void {
    this.timer?.dispose();
    const { clock } = this.options;
    const next = Math.min(
      ...[...this.senders.values()].flatMap(({ on, until }) => (on.length > 0 ? until : [])),
    );
    if (next !== Infinity) this.timer = clock.after(Math.max(0, next - clock.now()), () => this.expire());
  }

  /** The counts stay, so that a late message brings nothing back. */
  private expire(): void {
    const now = this.options.clock.now();
    const expired: Activity[] = [];
    for (const [key, sender] of this.senders) {
      if (sender.until > now || sender.on.length === 0) continue;
      expired.push(...sender.on);
      this.senders.set(key, { ...sender, on: [] });
    }
    this.report(expired);
    this.schedule();
  }

  private report(...changes: readonly (readonly Activity[])[]): void {
    const keys = new Set(changes.flat().map(subjectKey));
    if (keys.size > 0) this.options.changed(keys);
  }
}
