import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import { isActive } from '../account/agent';
import { answerHttpError } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { type Actions, perform, type Authorized } from './action';
import { ERROR_STATUS, PlatformError, wrongFormat } from './platformError';
import { type PlatformState, versionHeader } from './platformState';

export interface V3Options {
  /** Actions without authentication. */
  readonly open?: Readonly<Record<string, () => object>>;
  /** Actions that take a file as `multipart/form-data`. */
  readonly uploads?: Readonly<Record<string, (name: string, type: string, bytes: Uint8Array) => object>>;
}

/** `POST /v3.6/<api>/action/<name>` for the actions of one API. */
export function v3App(
  platform: PlatformState,
  actions: Actions,
  { open = {}, uploads = {} }: V3Options = {},
): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.onError(answerError);
  app.use(checkVersion(platform), checkRegion(platform));
  for (const [name, answer] of Object.entries(open)) app.post(`/${name}`, (c) => c.json(answer()));
  app.use(authenticate(platform));
  for (const [name, upload] of Object.entries(uploads)) {
    app.post(`/${name}`, async (c) => {
      const { file } = await c.req.parseBody();
      if (!(file instanceof File)) throw wrongFormat();
      return c.json(upload(file.name, file.type, new Uint8Array(await file.arrayBuffer())));
    });
  }
  for (const [name, one] of Object.entries(actions)) {
    app.post(`/${name}`, async (c) => {
      const { caller: agent, token } = c.var;
      const caller = { agent, token, version: versionOf(c) };
      return c.json(perform(one, await readJson(c), caller) ?? {});
    });
  }
  app.all('*', methodNotFound);
  return app;
}

/** Paths below `/v3.6/` that belong to no API of the sandbox. */
export function unknownApi(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.onError(answerError);
  app.all('*', methodNotFound);
  return app;
}

function methodNotFound(): never {
  throw new PlatformError('not_found', 'Method not found');
}

/** Responds to expected errors. Others are rethrown to the sandbox's error handler. */
export function answerError(error: Error, c: Context<SandboxEnv>): Response {
  if (error instanceof PlatformError) return c.json(error.body, ERROR_STATUS[error.type]);
  return answerHttpError(error, c);
}

/**
 * Authenticates an `Authorization` header.
 * @throws PlatformError for an invalid token, an inactive agent and an expired licence
 */
export function authorized(platform: PlatformState, authorization: string | undefined): Authorized {
  const token = platform.tokens.read(authorization);
  const agent = token && platform.account.agents.get(token.login);
  // The text is observed.
  if (!token || !agent) throw new PlatformError('authentication', 'Invalid access token');
  if (agent.suspended) throw new PlatformError('requester_suspended', 'Requester is suspended');
  if (!isActive(agent)) throw new PlatformError('requester_awaiting_approval', 'Requester awaits approval');
  if (platform.license === 'expired') throw new PlatformError('license_expired', 'License expired');
  return { agent, token };
}

function authenticate(platform: PlatformState): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const { agent, token } = authorized(platform, c.req.header('authorization'));
    c.set('caller', agent);
    c.set('token', token);
    await next();
  };
}

/** Rejects unknown versions, and adds a header for outdated ones. */
function checkVersion(platform: PlatformState): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const version = platform.versions.get(versionOf(c));
    if (!version) throw new PlatformError('unsupported_version', 'Cannot call unsupported API versions.');
    const header = versionHeader(version);
    if (header) c.header(...header);
    await next();
  };
}

// The header is no longer documented, the error is, see `docs/livechat-api.md#regions`.
function checkRegion(platform: PlatformState): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    if ((c.req.header('x-region') ?? 'dal') !== platform.region) {
      throw new PlatformError('misdirected_request', 'Wrong region', { region: platform.region });
    }
    await next();
  };
}

/** From the path: `3.6` in `/v3.6/agent/action/list_chats`. */
function versionOf(c: Context<SandboxEnv>): string {
  return (c.req.param('version') ?? '').slice(1);
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
