import type { TeamKey } from './teamKey';
import type { TeamCredentials, TeamServer } from './teamServers';

/** What a member of a team has: where the team's events are, and how to read them. */
export interface TeamAccess {
  /** None where the setting has no valid address. */
  readonly servers: readonly TeamServer[];
  readonly credentials: TeamCredentials;
  /** Name of the stream. */
  readonly stream: string;
  /** The groups to read the events of; all where empty. */
  readonly groups: readonly number[];
  /** Whether this machine may be the team's receiver. */
  readonly receive?: boolean;
  /** The key in use, and former ones. */
  readonly keys: readonly [TeamKey, ...TeamKey[]];
}
