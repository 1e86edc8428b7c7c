import { pickAgent } from './pickAgent';
import { setAgentLoginStatus, setAgentStatus } from './setAgentStatus';

/** What commands of the Agents view ask and do. A bundle that loads on first use. */
export const rowActions = { pickAgent, setAgentStatus, setAgentLoginStatus } as const;
