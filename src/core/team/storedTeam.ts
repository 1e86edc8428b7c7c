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
  readonly former: readonly { readonly teamKey: string }[];
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
      const { teamKey: key } = asRecord(value);
      return typeof key === 'string' ? [{ teamKey: key }] : [];
    }),
    receive: receive === true,
  };
}

const mostFormer = 5;

/**
 * The team as it was joined now. The last keys before stay: how long a receiver goes on using one is not known here.
 * @param joined without `receive`, that stays as it was
 */
export function rejoined(
  before: StoredTeam | undefined,
  joined: Pick<StoredTeam, 'credentials' | 'teamKey'> & Partial<Pick<StoredTeam, 'receive'>>,
): StoredTeam {
  const { credentials, teamKey, receive = before?.receive ?? false } = joined;
  const keys = before ? [before.teamKey, ...before.former.map((one) => one.teamKey)] : [];
  const former = [...new Set(keys)].filter((one) => one !== teamKey).slice(0, mostFormer);
  return { credentials, teamKey, receive, former: former.map((one) => ({ teamKey: one })) };
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
