import type { SecretStorage } from 'vscode';
import type { TeamAccess } from '../../core/team/teamAccess';
import { accessOf, decodeTeam, type StoredTeam } from '../../core/team/storedTeam';
import { teamGroups, teamServers, teamStream } from '../shell/settings';
import { teamSecret } from './membership';

type Secrets = Pick<SecretStorage, 'get'>;

/** What was stored when the team was joined; `undefined` where none was. @throws what the secret storage throws */
export async function storedTeam(secrets: Secrets): Promise<StoredTeam | undefined> {
  return decodeTeam(await secrets.get(teamSecret));
}

/** @throws what the secret storage throws */
export async function teamAccess(secrets: Secrets): Promise<TeamAccess | undefined> {
  const team = await storedTeam(secrets);
  const settings = { servers: teamServers(), stream: teamStream(), groups: teamGroups() };
  return team && accessOf(team, settings);
}
