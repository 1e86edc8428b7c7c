import { asRecord, parseJson } from '../base/json';
import type { TeamAccess } from './teamAccess';
import { parseTeamKey, type TeamKey } from './teamKey';
import { decodeCredentials, parseTeamServer } from './teamServers';

/** What a member of a team keeps in the editor's secret storage. */
export interface StoredTeam {
  /** As in `livechat.team.join`, see `decodeCredentials`. */
  readonly credentials: object;
  readonly teamKey: string;
  /** `until`: when the stream has no events of this key any more, in milliseconds since the epoch; absent where it keeps all. */
  readonly former: readonly { readonly teamKey: string; readonly until?: number }[];
  /** Whether this machine may be the team's receiver. */
  readonly receive: boolean;
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
      const { teamKey: key, until } = asRecord(value);
      return typeof key === 'string' ? [{ teamKey: key, ...(typeof until === 'number' && { until }) }] : [];
    }),
    receive: receive === true,
  };
}

/**
 * The team as it was joined now. The key before stays, as long as the stream has events of it.
 * @param maxAgeMs how long the stream keeps events; for ever where absent
 */
export function rejoined(
  before: StoredTeam | undefined,
  now: number,
  maxAgeMs: number | undefined,
  joined: Omit<StoredTeam, 'former'>,
): StoredTeam {
  const replaced = {
    teamKey: before?.teamKey ?? joined.teamKey,
    ...(maxAgeMs !== undefined && { until: now + maxAgeMs }),
  };
  const former = [replaced, ...(before?.former ?? [])].filter(
    ({ teamKey, until }, index, all) =>
      teamKey !== joined.teamKey &&
      (until ?? Infinity) > now &&
      all.findIndex((one) => one.teamKey === teamKey) === index,
  );
  return { ...joined, former };
}

export interface TeamSettings {
  /** As entered. */
  readonly servers: readonly string[];
  readonly stream: string;
  readonly groups: readonly number[];
}

/** @param now in milliseconds since the epoch @returns `undefined` where what is stored is malformed */
export function accessOf(team: StoredTeam, settings: TeamSettings, now: number): TeamAccess | undefined {
  const key = parseTeamKey(team.teamKey);
  const credentials = decodeCredentials(team.credentials);
  if (!key || !credentials) return undefined;
  const former = team.former.flatMap(({ teamKey, until = Infinity }): readonly TeamKey[] => {
    const parsed = until > now ? parseTeamKey(teamKey) : undefined;
    return parsed ? [parsed] : [];
  });
  const { stream, groups } = settings;
  const servers = settings.servers.flatMap((address) => parseTeamServer(address) ?? []);
  return { servers, credentials, stream, groups, receive: team.receive, keys: [key, ...former] };
}
