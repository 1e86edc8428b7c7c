import type { HttpBindings } from '@hono/node-server';
import type { Agent } from '../account/agent';
import type { Token } from '../platform/tokens';

/** The context of every route of the sandbox. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** The authenticated agent. */
    caller: Agent;
    /** The token of the request, in platform APIs. */
    token: Token;
  };
}
