import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './credentials';

/** Calls the sandbox's API as its owner. */
export async function call<T>(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<T> {
  const { login, apiKey } = ownerOf(sandbox);
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`,
      'content-type': 'application/json',
      'x-api-version': '2',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return (await response.json()) as T;
}

/** A ticket or agent as the sandbox has it. */
export function read<T>(sandbox: Sandbox, path: string): Promise<T> {
  return call<T>(sandbox, 'GET', path);
}
