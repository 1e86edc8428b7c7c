import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './owner';

/** Reads from the sandbox as its owner would with any other client: what the extension wrote is there or not. */
export async function read<T>(sandbox: Sandbox, path: string): Promise<T> {
  const { login, apiKey } = ownerOf(sandbox);
  const response = await fetch(`${sandbox.url}${path}`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`,
      'x-api-version': '2',
    },
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}
