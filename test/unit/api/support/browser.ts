import assert from 'node:assert/strict';
import { createGrantApi } from '../../../../src/core/api/platform/accounts/oauth';
import type { Clock } from '../../../../src/core/base/clock';
import { accountId, type Account } from '../../../../src/core/domain/account';
import type { CallRecord } from '../../../../src/core/domain/connection';
import type { BrowserSignIn, Grant, GrantApi } from '../../../../src/core/domain/grant';
import type { Sandbox } from '../../../../src/sandbox/sandbox';

export const redirectUri = 'vscode://livechat-desk.livechat-desk/signed-in';

/** The owner's account of a sandbox. */
export function ownersAccount({ platform }: Sandbox): Account {
  const name = platform.credentials[0]?.accountId ?? '';
  return { id: accountId('platform', name), kind: 'platform', name };
}

export function grantsOf(
  sandbox: Pick<Sandbox, 'url' | 'platform'>,
  { clock, calls = [], account }: { clock: Clock; calls?: CallRecord[]; account: Account },
): GrantApi {
  return createGrantApi({
    account,
    clock,
    apiUrl: sandbox.url,
    accountsUrl: sandbox.platform.accountsUrl,
    callsPerMinute: 1_000,
    timeoutMs: 5_000,
    firstRetryMs: 1,
    onCall: (call) => calls.push(call),
  });
}

/** Follows a page like a browser in which the user agrees. @returns the final URL */
export async function browse({ page }: Pick<BrowserSignIn, 'page'>): Promise<string> {
  const { status, headers } = await fetch(page, { redirect: 'manual' });
  const address = headers.get('location');
  assert.ok(status === 302 && address !== null, `the page answered ${status}`);
  return address;
}

/** A complete sign-in as the sandbox's first permitted agent. */
export async function granted(api: GrantApi, clientId: string): Promise<Grant> {
  const signIn = api.begin({ clientId, redirectUri });
  const answer = signIn.readRedirect(await browse(signIn));
  assert.ok(answer.kind === 'code');
  return await signIn.exchange(answer.code);
}
