import type { Context } from 'hono';
import type { SandboxEnv } from '../../server/sandboxEnv';
import { refuse } from './helpdeskError';

/** @throws Refusal 422 for a body that is not JSON */
export async function readJson(c: Context<SandboxEnv>): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw refuse(422, 'validation', 'body is not valid JSON');
  }
}
