import type { HttpBindings } from '@hono/node-server';
import type { Agent } from '../account/agent';

/** What every route of the sandbox finds in its context. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Whose key the request carries. */
    caller: Agent;
  };
}
