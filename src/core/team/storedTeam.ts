import { asRecord, parseJson } from '../base/json';
import type { TeamAccess } from './teamAccess';
import { parseTeamKey, type TeamKey } from './teamKey';
import { decodeCredentials, parseTeamServer } from './teamServers';

/** What a member of a team keeps in the editor's secret storage. */
export interface StoredTeam {
  /** As in `livechat.team.join`, see `decodeCredentials`. */
  readonly credentials: object;
  readonly teamKey: string;
  /** The keys before, newest first: a receiver or the stream may still have events of them. */
  readonly former: readonly FormerKey[];
  /** Whether this machine may be the team's receiver. */
  readonly receive: boolean;
}

interface FormerKey {
  readonly teamKey: string;
  /** When another one took its place here, in milliseconds since the epoch; absent where an earlier version kept it. */
  readonly replacedAt?: number;
}

export function encodeTeam(team: StoredTeam): string {
  return JSON.stringify(team);
}

/** @returns `undefined` where no team was joined, or what is stored is malformed */
export function decodeTeam(text: string | undefined): StoredTeam | undefined {
  const { credentials, teamKey, former, receive } = asRecord(
    text === undefined ? undefined : parseJson(text),
  );
  if (typeof teamKey !== 'string' || !parseTeamKey(teamKey) || !decodeCredentials(credentials))
    return undefined;
  const keys: readonly unknown[] = Array.isArray(former) ? former : [];
  return {
    credentials: asRecord(credentials),
    teamKey,
    former: keys.flatMap((value) => {
      const { teamKey: key, replacedAt: at } = asRecord(value);
      const replacedAt = typeof at === 'number' && { replacedAt: at };
      return typeof key === 'string' ? [{ teamKey: key, ...replacedAt }] : [];
    }),
    receive: receive === true,
  };
}

/** They stay however old they are: how long a receiver goes on using a key is not known here. */
const alwaysFormer = 5;
/** More than any team has in the time that a stream keeps its events. */
const mostFormer = 100;

/**
 * The team as it was joined now. The keys before stay as long as the stream may have events of them.
 * @param joined without `receive`, that stays as it was
 * @param maxAgeMs how long the stream keeps events; without limit where absent
 */
export function rejoined(
  before: StoredTeam | undefined,
  joined: Pick<StoredTeam, 'credentials' | 'teamKey'> & Partial<Pick<StoredTeam, 'receive'>>,
  { now, maxAgeMs = Infinity }: { readonly now: number; readonly maxAgeMs?: number },
): StoredTeam {
  const { credentials, teamKey, receive = before?.receive ?? false } = joined;
  const current = before && { teamKey: before.teamKey, replacedAt: now };
  const all: readonly FormerKey[] = [...(current ? [current] : []), ...(before?.former ?? [])];
  const former = all
    .filter((one, index) => one.teamKey !== teamKey && all.findIndex(sameKey(one)) === index)
    .map((one) => ({ replacedAt: now, ...one }))
    // The clock may have been set back.
    .filter(({ replacedAt }, index) => index < alwaysFormer || Math.abs(now - replacedAt) < maxAgeMs)
    .slice(0, mostFormer);
  return { credentials, teamKey, receive, former };
}

function sameKey({ teamKey }: FormerKey): (other: FormerKey) => boolean {
  return (other) => other.teamKey === teamKey;
}

export interface TeamSettings {
  /** As entered. */
  readonly servers: readonly string[];
  readonly stream: string;
  readonly groups: readonly number[];
}

/** @returns `undefined` where what is stored is malformed */
export function accessOf(team: StoredTeam, settings: TeamSettings): TeamAccess | undefined {
  const key = parseTeamKey(team.teamKey);
  const credentials = decodeCredentials(team.credentials);
  if (!key || !credentials) return undefined;
  const former = team.former.flatMap(({ teamKey }): readonly TeamKey[] => {
    const parsed = parseTeamKey(teamKey);
    return parsed ? [parsed] : [];
  });
  const { stream, groups } = settings;
  const servers = settings.servers.flatMap((address) => parseTeamServer(address) ?? []);
  return { servers, credentials, stream, groups, receive: team.receive, keys: [key, ...former] };
}
