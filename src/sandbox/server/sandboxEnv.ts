import type { HttpBindings } from '@hono/node-server';
import type { Agent } from '../account/agent';
import type { Token } from '../platform/tokens';

/** What every route of the sandbox finds in its context. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Whose key the request carries. */
    caller: Agent;
    /** What it carries, on the platform's side. */
    token: Token;
  };
}
