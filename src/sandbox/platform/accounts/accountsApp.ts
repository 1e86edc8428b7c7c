import type { MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Agent } from '../../account/agent';
import type { SandboxEnv } from '../../server/sandboxEnv';
import { roleOf } from '../configuration/agentShape';
import { uuidOf, micros } from '../formats';
import { answerError } from '../v3App';
import type { PlatformState } from '../platformState';
import { type OAuth, accountsError } from './oauth';

const DAY = 86_400;
const nameChange = v.object({ name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(255)) });

/** Global Accounts, see `docs/livechat-api.md#global-accounts` and `#oauth`. */
export function accountsApp(platform: PlatformState, oauth: OAuth): Hono<SandboxEnv> {
  const { account, tokens } = platform;
  const app = new Hono<SandboxEnv>();
  app.onError(answerError);

  app.post('/v2/token', async (c) => {
    const form = await c.req.parseBody();
    return c.json(oauth.exchange(Object.fromEntries(new URLSearchParams(form as Record<string, string>))));
  });

  app.get('/v2/info', (c) => {
    const given = c.req.query('code') ?? (c.req.header('authorization') ?? '').replace(/^bearer /i, '');
    const token = tokens.read(`Bearer ${given}`);
    if (!token) throw accountsError('unauthorized', 'Invalid access token');
    return c.json({
      access_token: token.value,
      account_id: tokens.accountId(token.login),
      client_id: token.clientId,
      expires_in: Math.max(Math.floor(((token.expiresAt ?? 0) - platform.clock.now()) / 1000), 0),
      organization_id: platform.organizationId,
      scope: [...token.scopes].join(','),
      token_type: 'Bearer',
    });
  });

  app.delete('/v2/token', (c) => {
    if (!oauth.revoke(c.req.query('code') ?? ''))
      throw accountsError('resource_not_found', 'Token not found');
    return c.json({});
  });

  // The authorization page. Access is always granted, by the agent set with the switch or the owner.
  app.get('/', (c) => {
    const owner = [...account.agents.values()].find(({ permission }) => permission === 'owner');
    const login = platform.consentLogin ?? owner?.login ?? '';
    return c.redirect(oauth.authorize(c.req.query(), login));
  });

  app.use('/v2/*', authenticate(platform));

  app.get('/v2/accounts/me', (c) => {
    requireScope(
      c.var.token.scopes,
      'accounts--my:ro',
      'accounts--my:rw',
      'accounts--all:ro',
      'accounts--all:rw',
    );
    return c.json(accountShape(platform, c.var.caller));
  });

  app.get('/v2/organizations', (c) => c.json(organizations(platform)));

  app.patch('/v2/accounts/:id', async (c) => {
    const { caller, token } = c.var;
    const id = c.req.param('id');
    const own = id === 'me' || id === tokens.accountId(caller.login);
    const agent = own
      ? caller
      : [...account.agents.values()].find(({ login }) => tokens.accountId(login) === id);
    if (!agent) throw accountsError('resource_not_found', 'Account not found');
    // The document lists only `accounts--all:rw`; that `accounts--my:rw` suffices for one's own account is inferred.
    requireScope(token.scopes, ...(own ? ['accounts--my:rw'] : []), 'accounts--all:rw');
    const body: unknown = await c.req.json().catch(() => undefined);
    const read = v.safeParse(nameChange, body);
    if (!read.success) {
      throw accountsError('invalid_request', 'Invalid request', { invalid_fields: { name: 'is invalid' } });
    }
    platform.staleReads.snapshot();
    agent.name = read.output.name;
    account.emit({ type: 'agent_updated', agent, changed: ['name'] });
    return c.json(accountShape(platform, agent));
  });

  app.all('*', () => {
    throw accountsError('resource_not_found', 'Resource not found');
  });
  return app;
}

function authenticate({ tokens, account }: PlatformState): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const token = tokens.read(c.req.header('authorization'));
    const caller = token && account.agents.get(token.login);
    if (!token || !caller) throw accountsError('unauthorized', 'Invalid access token');
    c.set('caller', caller);
    c.set('token', token);
    await next();
  };
}

function requireScope(own: ReadonlySet<string>, ...anyOf: readonly string[]): void {
  if (anyOf.some((scope) => own.has(scope))) return;
  throw accountsError('unauthorized', 'Insufficient scope', { sub_error: 'insufficient_scope' });
}

function accountShape({ tokens, organizationId, account }: PlatformState, agent: Agent) {
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

/** An account may be in several organizations; the first one here does not have LiveChat. */
function organizations({ account, organizationId, products }: PlatformState) {
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
