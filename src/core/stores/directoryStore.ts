import { isFresh } from '../base/isFresh';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Group, Tag } from '../domain/agent';
import type { LiveChatConnection } from '../domain/connection';
import type { Session, SessionStore } from './sessionStore';

/** Names of groups and tags change a few times a year. */
const keptMs = 5 * 60_000;

interface CachedList<T> {
  readonly session: Session;
  readonly at: number;
  readonly value: Promise<readonly T[]>;
}

/** Groups and tags, for pickers and names; fetched on first use and cached. */
export class DirectoryStore implements Disposable {
  private groupsKept: CachedList<Group> | undefined;
  private ticketGroupsKept: CachedList<Group> | undefined;
  private tagsKept: CachedList<Tag> | undefined;
  private ticketGroupNames: ReadonlyMap<number, string> = new Map();
  private readonly watching: Disposable;

  constructor(
    private readonly session: SessionStore,
    private readonly clock: Clock,
  ) {
    this.watching = session.onDidChange(() => {
      this.groupsKept = undefined;
      this.ticketGroupsKept = undefined;
      this.tagsKept = undefined;
      this.ticketGroupNames = new Map();
    });
  }

  /** Groups of agents. */
  async groups(): Promise<readonly Group[]> {
    const kept = this.fresh(this.groupsKept) ?? this.fetch((c) => c.groups.list());
    this.groupsKept = kept;
    return await this.orForget(kept, () => {
      if (this.groupsKept === kept) this.groupsKept = undefined;
    });
  }

  /** Groups of tickets; for classic accounts the groups of agents. */
  async ticketGroups(): Promise<readonly Group[]> {
    const session = this.session.current;
    const groups = await this.listTicketGroups();
    if (session === this.session.current) {
      this.ticketGroupNames = new Map(groups.map(({ id, name }) => [id, name]));
    }
    return groups;
  }

  /** The cached name of a ticket group. Fetches nothing. */
  knownTicketGroup(id: number): string | undefined {
    return this.ticketGroupNames.get(id);
  }

  async tags(): Promise<readonly Tag[]> {
    const kept = this.fresh(this.tagsKept) ?? this.fetch((c) => c.tags.list());
    this.tagsKept = kept;
    return await this.orForget(kept, () => {
      if (this.tagsKept === kept) this.tagsKept = undefined;
    });
  }

  dispose(): void {
    this.watching.dispose();
  }

  private async listTicketGroups(): Promise<readonly Group[]> {
    if (this.session.capabilities?.tickets.groupedBy !== 'teams') return await this.groups();
    const kept = this.fresh(this.ticketGroupsKept) ?? this.fetch((c) => c.ticketGroups.list());
    this.ticketGroupsKept = kept;
    return await this.orForget(kept, () => {
      if (this.ticketGroupsKept === kept) this.ticketGroupsKept = undefined;
    });
  }

  private fresh<T>(kept: CachedList<T> | undefined): CachedList<T> | undefined {
    return kept && isFresh(this.clock.now(), kept.at, keptMs - 1) && kept.session === this.session.current
      ? kept
      : undefined;
  }

  private fetch<T>(list: (connection: LiveChatConnection) => Promise<readonly T[]>): CachedList<T> {
    return { session: this.session.current, at: this.clock.now(), value: this.session.run(list) };
  }

  private async orForget<T>(kept: CachedList<T>, forget: () => void): Promise<readonly T[]> {
    try {
      return await kept.value;
    } catch (thrown) {
      forget();
      throw thrown;
    }
  }
}
