import { parseTeamKey, type TeamKey } from '../../src/core/team/teamKey';
import { parseTeamServer, type TeamServer } from '../../src/core/team/teamServers';
import type { TeamAccess } from '../../src/core/team/teamAccess';

/** What processes need to take part in a team. */
export interface TeamSpec {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  readonly teamKey: string;
}

export const stream = 'LIVECHAT';

export function accessOf({ address, user, password, teamKey }: TeamSpec): TeamAccess {
  return {
    servers: [given<TeamServer>(parseTeamServer(address))],
    credentials: { kind: 'password', user, password },
    stream,
    groups: [],
    keys: [given<TeamKey>(parseTeamKey(teamKey))],
  };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Malformed access to a team.');
  return value;
}
