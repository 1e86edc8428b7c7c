import type { SandboxAccount } from './signedInHost';

export const agentCount = 5_000;
export const eventCount = 10_000;
export const largeTicketBytes = 11_000_000;

/** What `processes/extremeSandbox.ts` reports first. */
export interface ExtremeAccount extends SandboxAccount {
  readonly longTicketId: string;
}
