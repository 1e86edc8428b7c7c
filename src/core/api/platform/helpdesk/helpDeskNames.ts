import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { addressKey } from '../../../domain/account';
import type { Group, Tag } from '../../../domain/agent';
import type { CallOptions } from '../../../domain/connection';
import { fail } from '../../../domain/failure';
import { omitUndefined } from '../../../domain/input/inputReader';
import { readArray, nonBlankText } from '../../decode';
import { orUndefined } from '../../request';
import type { Caller } from '../../transport';
import { Cached } from '../cached';

const namedItem = v.object({ ID: nonBlankText, name: nonBlankText });
/** A team keeps its place among the groups if its name is blank. */
const team = v.pipe(
  v.object({ ID: nonBlankText, name: v.fallback(v.optional(nonBlankText), undefined) }),
  v.transform(({ ID, name = ID }) => ({ ID, name })),
);
const helpDeskAgent = v.object({
  ID: nonBlankText,
  email: nonBlankText,
  name: v.fallback(v.optional(nonBlankText), undefined),
});

export interface HelpDeskAgent {
  readonly ID: string;
  readonly email: string;
  readonly name?: string | undefined;
}

interface NamedItem {
  readonly ID: string;
  readonly name: string;
}

/** Names by id; unknown ids are missing. */
export interface TicketNames {
  readonly agents: ReadonlyMap<string, HelpDeskAgent>;
  readonly teams: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

export const noNames: TicketNames = { agents: new Map(), teams: new Map(), tags: new Map() };

/**
 * Agents, teams and tags of HelpDesk, of which tickets contain only ids
 * (docs/livechat-api.md#helpdesk-agents-teams-and-tags). Each list is one call and is cached. HelpDesk and
 * LiveChat have separate agents, which are matched by e-mail.
 */
export class HelpDeskNames {
  private readonly agents: Cached<readonly HelpDeskAgent[]>;
  private readonly teams: Cached<readonly NamedItem[]>;
  private readonly tags: Cached<readonly NamedItem[]>;

  constructor(private readonly caller: Caller) {
    this.agents = new Cached((options) => this.fetch('/agents', helpDeskAgent, options));
    this.teams = new Cached((options) => this.fetch('/teams', team, options));
    this.tags = new Cached((options) => this.fetch('/tags', namedItem, options));
  }

  /** Loads the names of these ids; names that cannot be read are missing. */
  async lookUp(
    ids: { readonly [K in keyof TicketNames]: readonly string[] },
    { cachedNamesOnly = false, priority, callsOfRun }: CallOptions = {},
  ): Promise<TicketNames> {
    const read = async <T>(cached: Cached<T>, wanted: readonly string[]): Promise<T | undefined> => {
      const names =
        wanted.length === 0
          ? undefined
          : cachedNamesOnly
            ? cached.lastValue
            : cached.get(omitUndefined({ priority, callsOfRun }));
      return names && (await orUndefined(names));
    };
    const [agents, teams, tags] = await Promise.all([
      read(this.agents, ids.agents),
      read(this.teams, ids.teams),
      read(this.tags, ids.tags),
    ]);
    return {
      agents: new Map(agents?.map((agent) => [agent.ID, agent])),
      teams: new Map(teams?.map(({ ID, name }) => [ID, name])),
      tags: new Map(tags?.map(({ ID, name }) => [ID, name])),
    };
  }

  /** Teams as groups of tickets. */
  async listTeams(options?: CallOptions): Promise<readonly Group[]> {
    return (await this.fetch('/teams', team, options)).map(({ ID, name }) => ({
      id: toGroupId(ID),
      name,
    }));
  }

  async listTags(options?: CallOptions): Promise<readonly Tag[]> {
    return (await this.fetch('/tags', namedItem, options)).map(({ name }) => ({ name }));
  }

  /** @throws FailureError `invalid-input` (field `groups`) for a group without a team */
  async findTeamIds(groups: readonly number[]): Promise<readonly string[]> {
    return await findIds(this.teams, groups, 'groups', ({ ID }) => toGroupId(ID));
  }

  /** @throws FailureError `invalid-input` (field `tags`) with the names of the missing tags */
  async findTagIds(tags: readonly string[]): Promise<readonly string[]> {
    return await findIds(this.tags, tags, 'tags', ({ name }) => name);
  }

  /** @throws FailureError `invalid-input` (field `assignee.id`) if the login is not an agent of HelpDesk */
  async findAgentId(login: string): Promise<string> {
    const [id = ''] = await findIds(this.agents, [addressKey(login)], 'assignee.id', ({ email }) =>
      addressKey(email),
    );
    return id;
  }

  private async fetch<T>(
    route: string,
    schema: v.GenericSchema<unknown, T>,
    options?: CallOptions,
  ): Promise<readonly T[]> {
    const { value } = await this.caller.call({ method: 'GET', route }, options);
    return readArray(value, route.slice(1)).flatMap((item) => {
      const read = v.safeParse(schema, item);
      return read.success ? [read.output] : [];
    });
  }
}

/** Looks up ids in the cached list, and fetches it again if one is missing: it may have been created since. */
async function findIds<T extends { readonly ID: string }, K extends string | number>(
  cached: Cached<readonly T[]>,
  wanted: readonly K[],
  field: string,
  keyOf: (item: T) => K,
): Promise<readonly string[]> {
  if (wanted.length === 0) return [];
  const find = (items: readonly T[]): readonly (string | undefined)[] =>
    wanted.map((one) => items.find((item) => keyOf(item) === one)?.ID);
  let found = find(await cached.get());
  if (found.includes(undefined)) found = find(await cached.refresh());
  const ids = found.filter((id) => id !== undefined);
  if (ids.length === wanted.length) return ids;
  const reasons = wanted.filter((_, place) => found[place] === undefined).map(String);
  return fail({ code: 'invalid-input', field, reasons });
}

/**
 * Maps a team's UUID to the number that group ids are elsewhere: 48 bits of its SHA-256, so it is the same on
 * every machine. Among a thousand teams the probability of a collision is below 1 in 500 million.
 */
export function toGroupId(teamId: string): number {
  return createHash('sha256').update(teamId).digest().readUIntBE(0, 6);
}
