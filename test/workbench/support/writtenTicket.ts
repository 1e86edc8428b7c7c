import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './credentials';

export interface SentTicket {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly events: readonly { readonly message?: string; readonly is_private?: boolean }[];
}

/** Changes a ticket as another user would, through the API. */
export async function callAs(
  sandbox: Sandbox,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<SentTicket> {
  const { login, apiKey } = ownerOf(sandbox);
  const response = await fetch(`${sandbox.url}/v2${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`,
      'x-api-version': '2',
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as SentTicket;
}

/** Creates a ticket that no other test uses. */
export async function makeTicket(sandbox: Sandbox, subject: string, message = 'Hello.'): Promise<string> {
  const requester = { mail: 'kim@mail.test', name: 'Kim Lee' };
  const source = { type: 'chat-window', url: 'https://shop.test/cart?x=1' };
  return (await callAs(sandbox, 'POST', '/tickets', { subject, message, requester, source })).id;
}
