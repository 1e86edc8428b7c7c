import type { Agent } from './agent';

/** A push of the Agent Chat API, and the payload of the webhook with the same name. */
export interface Push {
  readonly action: string;
  readonly payload: object;
  /** Ids of the thread's customer and agents, for events about a chat. */
  readonly presentIn?: readonly string[];
  /** Whether an agent with a token of these scopes receives it; every agent if absent. Webhooks ignore it. */
  readonly reaches?: (agent: Agent, scopes: ReadonlySet<string>) => boolean;
}
