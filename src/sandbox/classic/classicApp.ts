import type { MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import type { Account } from '../account/account';
import { answerHttpError, notFound, HttpError } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { agentRoutes } from './agentRoutes';
import { chatRoutes } from './chatRoutes';
import { groupRoutes } from './groupRoutes';
import { tagRoutes } from './tagRoutes';
import { ticketRoutes, type UpdateTicketMode } from './ticketRoutes';
import { webhookRoutes } from './webhookRoutes';

export interface ClassicOptions {
  readonly updateTicket: UpdateTicketMode;
  readonly isRevoked: (login: string) => boolean;
}

/** The classic REST API v2, mounted at `/` (version in a header) and at `/v2` (version in the path). */
export function classicApp(account: Account, { updateTicket, isRevoked }: ClassicOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.onError(answerHttpError);
  app.use(requireVersion, authenticate(account, isRevoked), jsonp);
  app.route('/agents', agentRoutes(account));
  app.route('/tickets', ticketRoutes(account, updateTicket));
  app.route('/chats', chatRoutes(account));
  app.route('/tags', tagRoutes(account));
  app.route('/webhooks', webhookRoutes(account));
  app.route('/', groupRoutes(account));
  app.all('*', () => {
    throw notFound('Resource');
  });
  return app;
}

// The response to a missing header is not documented; 400 is assumed.
const requireVersion: MiddlewareHandler<SandboxEnv> = async (c, next) => {
  if (!c.req.path.startsWith('/v2/') && c.req.header('x-api-version') !== '2') {
    throw new HttpError(400, { error: 'X-API-Version header is missing or not supported' });
  }
  await next();
};

/** HTTP Basic with e-mail and key, split at the first colon because personal access tokens contain one. */
function authenticate(
  account: Account,
  isRevoked: (login: string) => boolean,
): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const [scheme = '', encoded = ''] = (c.req.header('authorization') ?? '').split(' ');
    const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(encoded, 'base64').toString('utf8') : '';
    const colon = pair.indexOf(':');
    const login = pair.slice(0, Math.max(colon, 0));
    const caller = account.agents.get(login);
    if (!caller || account.keys.get(login) !== pair.slice(colon + 1) || isRevoked(login)) {
      throw new HttpError(401, { error: 'Invalid login or password' });
    }
    c.set('caller', caller);
    await next();
  };
}

/** `GET …?callback=fn` responds with `fn(<json>)`; the exact wrapping is inferred. */
const jsonp: MiddlewareHandler<SandboxEnv> = async (c, next) => {
  await next();
  const callback = c.req.query('callback');
  if (c.req.method !== 'GET' || callback === undefined || !/^[\w$.]{1,100}$/.test(callback)) return;
  const headers = { 'content-type': 'application/javascript; charset=utf-8' };
  c.res = new Response(`${callback}(${await c.res.text()})`, { status: c.res.status, headers });
};
