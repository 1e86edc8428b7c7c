import { type Clock, isFresh } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Group, Tag } from '../domain/agent';
import type { CallOptions, LiveChatConnection } from '../domain/connection';
import type { Session, SessionStore } from './sessionStore';

/** Names of groups and tags change a few times a year. */
const maxAgeMs = 5 * 60_000;

interface CachedList<T> {
  readonly session: Session;
  readonly at: number;
  readonly value: Promise<readonly T[]>;
}

/** Groups and tags, for pickers and names; fetched on first use and cached. */
export class DirectoryStore implements Disposable {
  private cachedGroups: CachedList<Group> | undefined;
  private cachedTicketGroups: CachedList<Group> | undefined;
  private cachedTags: CachedList<Tag> | undefined;
  private ticketGroupNames: ReadonlyMap<number, string> = new Map();
  private readonly subscription: Disposable;

  constructor(
    private readonly session: SessionStore,
    private readonly clock: Clock,
  ) {
    this.subscription = session.onDidChange(() => {
      this.cachedGroups = undefined;
      this.cachedTicketGroups = undefined;
      this.cachedTags = undefined;
      this.ticketGroupNames = new Map();
    });
  }

  /** Groups of agents. */
  async groups(call?: CallOptions): Promise<readonly Group[]> {
    const cached = this.ifFresh(this.cachedGroups) ?? this.fetch((c) => c.groups.list(call));
    this.cachedGroups = cached;
    return await this.clearOnFailure(cached, () => {
      if (this.cachedGroups === cached) this.cachedGroups = undefined;
    });
  }

  /** Groups of tickets; for classic accounts the groups of agents. */
  async ticketGroups(call?: CallOptions): Promise<readonly Group[]> {
    const session = this.session.current;
    const groups = await this.listTicketGroups(call);
    if (session === this.session.current) {
      this.ticketGroupNames = new Map(groups.map(({ id, name }) => [id, name]));
    }
    return groups;
  }

  /** The cached name of a ticket group. Fetches nothing. */
  cachedTicketGroupName(id: number): string | undefined {
    return this.ticketGroupNames.get(id);
  }

  async tags(): Promise<readonly Tag[]> {
    const cached = this.ifFresh(this.cachedTags) ?? this.fetch((c) => c.tags.list());
    this.cachedTags = cached;
    return await this.clearOnFailure(cached, () => {
      if (this.cachedTags === cached) this.cachedTags = undefined;
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async listTicketGroups(call?: CallOptions): Promise<readonly Group[]> {
    if (this.session.capabilities?.tickets.groupedBy !== 'teams') return await this.groups(call);
    const cached = this.ifFresh(this.cachedTicketGroups) ?? this.fetch((c) => c.ticketGroups.list(call));
    this.cachedTicketGroups = cached;
    return await this.clearOnFailure(cached, () => {
      if (this.cachedTicketGroups === cached) this.cachedTicketGroups = undefined;
    });
  }

  private ifFresh<T>(cached: CachedList<T> | undefined): CachedList<T> | undefined {
    return cached &&
      isFresh(this.clock.now(), cached.at, maxAgeMs - 1) &&
      cached.session === this.session.current
      ? cached
      : undefined;
  }

  private fetch<T>(list: (connection: LiveChatConnection) => Promise<readonly T[]>): CachedList<T> {
    return { session: this.session.current, at: this.clock.now(), value: this.session.run(list) };
  }

  private async clearOnFailure<T>(cached: CachedList<T>, forget: () => void): Promise<readonly T[]> {
    try {
      return await cached.value;
    } catch (thrown) {
      forget();
      throw thrown;
    }
  }
}
