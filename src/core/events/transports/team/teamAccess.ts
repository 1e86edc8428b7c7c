import type { TeamKey } from '../../../team/teamKey';
import type { TeamCredentials, TeamServer } from '../../../team/teamServers';

/** What a member of a team has: where the team's events are, and how to read them. */
export interface TeamAccess {
  /** At least one. */
  readonly servers: readonly TeamServer[];
  readonly credentials: TeamCredentials;
  /** Name of the stream. */
  readonly stream: string;
  /** The groups to read the events of; all where empty. */
  readonly groups: readonly number[];
  /** The key in use, and former ones. */
  readonly keys: readonly [TeamKey, ...TeamKey[]];
}

export interface TeamPort {
  /** As it is stored now; `undefined` where no team was joined. @throws what the storage of secrets throws */
  access(): Promise<TeamAccess | undefined>;
}
