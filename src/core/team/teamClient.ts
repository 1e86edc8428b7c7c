import { TeamConnection, type TeamConnectionOptions } from './teamConnection';
import { acquireLease } from './teamLease';

/** What needs the clients of NATS: a bundle of its own, which only members of a team load. */
export const teamClient = {
  open: (options: TeamConnectionOptions) => TeamConnection.open(options),
  acquireLease,
} as const;
export type TeamClient = typeof teamClient;
