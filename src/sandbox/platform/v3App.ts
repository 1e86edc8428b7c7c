import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import { isActive, type Agent } from '../account/agent';
import { Refusal } from '../server/refusal';
import type { SandboxEnv } from '../server/sandboxEnv';
import { perform, type Actions } from './action';
import { ERROR_STATUS, PlatformError, wrongFormat } from './platformError';
import type { Token } from './tokens';
import { versionHeader } from './versions';
import type { World } from './world';

/**
 * `POST /v3.6/<api>/action/<name>` for every action of one API (sections 5 and 6).
 * @param open what is answered to everybody, without a token
 */
export function v3App(
  world: World,
  actions: Actions,
  open: Readonly<Record<string, () => object>> = {},
): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.onError(answerError);
  app.use(checkVersion(world), checkRegion(world));
  for (const [name, answer] of Object.entries(open)) app.post(`/${name}`, (c) => c.json(answer()));
  app.use(authenticate(world));
  for (const [name, one] of Object.entries(actions)) {
    app.post(`/${name}`, async (c) => {
      const { caller: agent, token } = c.var;
      return c.json(perform(one, await readJson(c), { agent, token }) ?? {});
    });
  }
  app.all('*', () => {
    throw new PlatformError('not_found', 'Method not found');
  });
  return app;
}

/** What every error of the platform becomes; what is not one of them goes on to the sandbox's own handler. */
export function answerError(error: Error, c: Context<SandboxEnv>): Response {
  if (error instanceof PlatformError) return c.json(error.body, ERROR_STATUS[error.type]);
  if (error instanceof Refusal) return c.json(error.body, error.status);
  throw error;
}

/**
 * Whose token an `Authorization` header carries.
 * @throws PlatformError for nobody, and for somebody who cannot work now
 */
export function authorized(world: World, authorization: string | undefined): { agent: Agent; token: Token } {
  const token = world.tokens.read(authorization);
  const agent = token && world.account.agents.get(token.login);
  // The text has been seen on the real service (section 5.1 [C]).
  if (!token || !agent) throw new PlatformError('authentication', 'Invalid access token');
  if (agent.suspended) throw new PlatformError('requester_suspended', 'Requester is suspended');
  if (!isActive(agent)) throw new PlatformError('requester_awaiting_approval', 'Requester awaits approval');
  if (world.license === 'expired') throw new PlatformError('license_expired', 'License expired');
  return { agent, token };
}

function authenticate(world: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const { agent, token } = authorized(world, c.req.header('authorization'));
    c.set('caller', agent);
    c.set('token', token);
    await next();
  };
}

/** Refuses versions that there are not, and marks old ones in a header (section 4 [V]). */
function checkVersion(world: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const version = world.versions.get((c.req.param('version') ?? '').slice(1));
    if (!version) throw new PlatformError('unsupported_version', 'Cannot call unsupported API versions.');
    const header = versionHeader(version);
    if (header) c.header(...header);
    await next();
  };
}

// The header's section has left the documents, the error has not (section 2.6).
function checkRegion(world: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    if ((c.req.header('x-region') ?? 'dal') !== world.region) {
      throw new PlatformError('misdirected_request', 'Wrong region', { region: world.region });
    }
    await next();
  };
}

async function readJson(c: Context<SandboxEnv>): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw wrongFormat();
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw wrongFormat();
  }
}
