import type { MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Agent } from '../../account/agent';
import type { SandboxEnv } from '../../server/sandboxEnv';
import { roleOf } from '../configuration/agentShape';
import { uuidOf } from '../ids';
import { micros } from '../times';
import { answerError } from '../v3App';
import type { World } from '../world';
import { refuse } from './accountsError';
import type { OAuth } from './oauth';

const DAY = 86_400;
const nameChange = v.object({ name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(255)) });

/** Global Accounts (sections 2.3 and 2.4). */
export function accountsApp(world: World, oauth: OAuth): Hono<SandboxEnv> {
  const { account, tokens } = world;
  const app = new Hono<SandboxEnv>();
  app.onError(answerError);

  app.post('/v2/token', async (c) => {
    const form = await c.req.parseBody();
    return c.json(oauth.exchange(Object.fromEntries(new URLSearchParams(form as Record<string, string>))));
  });

  app.get('/v2/info', (c) => {
    const given = c.req.query('code') ?? (c.req.header('authorization') ?? '').replace(/^bearer /i, '');
    const token = tokens.read(`Bearer ${given}`);
    if (!token) throw refuse('unauthorized', 'Invalid access token');
    return c.json({
      access_token: token.value,
      account_id: tokens.accountId(token.login),
      client_id: token.clientId,
      expires_in: Math.max(Math.floor(((token.expiresAt ?? 0) - world.clock.now()) / 1000), 0),
      organization_id: world.organizationId,
      scope: [...token.scopes].join(','),
      token_type: 'Bearer',
    });
  });

  app.delete('/v2/token', (c) => {
    if (!oauth.revoke(c.req.query('code') ?? ''))
      throw refuse('resource_not_found', 'There is no such token');
    return c.json({});
  });

  // The page on which a person says yes. Here somebody always does: whom the switch names, else the owner.
  app.get('/', (c) => {
    const owner = [...account.agents.values()].find(({ permission }) => permission === 'owner');
    const login = world.consenting ?? owner?.login ?? '';
    return c.redirect(oauth.authorize(c.req.query(), login));
  });

  app.use('/v2/*', authenticate(world));

  app.get('/v2/accounts/me', (c) => {
    demand(c.var.token.scopes, 'accounts--my:ro', 'accounts--my:rw', 'accounts--all:ro', 'accounts--all:rw');
    return c.json(accountShape(world, c.var.caller));
  });

  app.get('/v2/organizations', (c) => c.json(organizations(world)));

  app.patch('/v2/accounts/:id', async (c) => {
    const { caller, token } = c.var;
    const id = c.req.param('id');
    const own = id === 'me' || id === tokens.accountId(caller.login);
    const agent = own
      ? caller
      : [...account.agents.values()].find(({ login }) => tokens.accountId(login) === id);
    if (!agent) throw refuse('resource_not_found', 'Account not found');
    // The document lists the second only; that the first is enough for oneself is inferred [I].
    demand(token.scopes, ...(own ? ['accounts--my:rw'] : []), 'accounts--all:rw');
    const body: unknown = await c.req.json().catch(() => undefined);
    const read = v.safeParse(nameChange, body);
    if (!read.success) {
      throw refuse('invalid_request', 'Invalid request', { invalid_fields: { name: 'is invalid' } });
    }
    world.stale.keep();
    agent.name = read.output.name;
    account.tell({ type: 'agent_updated', agent, changed: ['name'] });
    return c.json(accountShape(world, agent));
  });

  app.all('*', () => {
    throw refuse('resource_not_found', 'Resource not found');
  });
  return app;
}

function authenticate({ tokens, account }: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const token = tokens.read(c.req.header('authorization'));
    const caller = token && account.agents.get(token.login);
    if (!token || !caller) throw refuse('unauthorized', 'Invalid access token');
    c.set('caller', caller);
    c.set('token', token);
    await next();
  };
}

function demand(own: ReadonlySet<string>, ...anyOf: readonly string[]): void {
  if (anyOf.some((scope) => own.has(scope))) return;
  throw refuse('unauthorized', 'Insufficient scope', { sub_error: 'insufficient_scope' });
}

function accountShape({ tokens, organizationId, account }: World, agent: Agent) {
  return {
    account_id: tokens.accountId(agent.login),
    email: agent.login,
    name: agent.name,
    email_verified: true,
    default_organization_id: organizationId,
    default_product: 'LiveChat',
    roles: [
      { role_id: uuidOf(account.licence, 'role', roleOf(agent)), product: 'LiveChat', role: roleOf(agent) },
    ],
    properties: {},
  };
}

/** A person may be in several organizations; the first one here has no LiveChat. */
function organizations({ account, organizationId, products }: World) {
  const created = account.now() - 800 * DAY;
  const shape = (id: string, name: string, list: readonly string[]) => ({
    organization_id: id,
    name,
    invitation_mode: 'all',
    domain_whitelist: [],
    products: list.map((product) => ({ product, created_at: micros(created) })),
    updated_at: micros(created),
    created_at: micros(created),
  });
  return [
    shape(uuidOf(account.licence, 'other organization'), 'Side project', ['OpenWidget']),
    shape(organizationId, 'Harbor & Pine', ['Accounts', ...products]),
  ];
}
