import assert from 'node:assert/strict';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../support/testSandbox';
import type { PlatformCredential } from '../../../../src/sandbox/platform/tokens';
import { FakeClock } from '../../support/fakeClock';

const redirect = 'vscode://livechat-desk.livechat-desk/signed-in';

export type Who = 'owner' | 'administrator' | 'normal';

export interface CallOptions {
  readonly who?: Who | PlatformCredential;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly raw?: string;
  /** Overrides default headers; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => unknown;
}

export interface ErrorBody {
  readonly error: {
    readonly type: string;
    readonly message: string;
    readonly data?: { readonly region?: string };
  };
}

export function basic({ accountId, token }: Pick<PlatformCredential, 'accountId' | 'token'>): string {
  return `Basic ${Buffer.from(`${accountId}:${token}`).toString('base64')}`;
}

/** A sandbox on a fake clock, and a client for its platform APIs. */
export class PlatformBench {
  private constructor(
    readonly sandbox: Sandbox,
    readonly clock: FakeClock,
  ) {}

  static async start(options: TestSandboxOptions = {}): Promise<PlatformBench> {
    const clock = new FakeClock();
    return new PlatformBench(await startTestSandbox({ clock, ...options }), clock);
  }

  credential(who: Who): PlatformCredential {
    const found = this.sandbox.platform.credentials[['owner', 'administrator', 'normal'].indexOf(who)];
    assert.ok(found);
    return found;
  }

  async call(method: string, url: string, options: CallOptions = {}): Promise<Answer> {
    const { who = 'owner', json, form, raw } = options;
    const headers = new Headers({
      'User-Agent': 'sandbox-tests/1.0',
      Authorization: basic(typeof who === 'string' ? this.credential(who) : who),
    });
    if (json !== undefined || raw !== undefined) headers.set('Content-Type', 'application/json');
    if (form) headers.set('Content-Type', 'application/x-www-form-urlencoded');
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === undefined) headers.delete(name);
      else headers.set(name, value);
    }
    const body =
      raw ??
      (form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (): unknown => JSON.parse(text),
    };
  }

  /** Calls a v3 action such as `configuration/list_agents` or `agent/list_chats`. */
  action(name: string, json: unknown = {}, options: CallOptions = {}, version = 'v3.6'): Promise<Answer> {
    const [api, action] = name.split('/');
    return this.call('POST', `${this.sandbox.url}/${version}/${api}/action/${action}`, { json, ...options });
  }

  /** The response of an action; asserts success. */
  async done<T>(name: string, json: unknown = {}, options: CallOptions = {}): Promise<T> {
    const answer = await this.action(name, json, options);
    assert.equal(answer.status, 200, answer.text);
    // The caller knows the shape of the response.
    return answer.json() as T;
  }

  /** The error of an action; asserts failure. */
  async refused(name: string, json: unknown = {}, options: CallOptions = {}): Promise<ErrorBody['error']> {
    const answer = await this.action(name, json, options);
    assert.notEqual(answer.status, 200, answer.text);
    return (answer.json() as ErrorBody).error;
  }

  /** An access token of the public application for the owner, by OAuth with PKCE. */
  async accessToken(): Promise<string> {
    const { clientId, accountsUrl } = this.sandbox.platform;
    const verifier = 'v'.repeat(43);
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: clientId, redirect_uri: redirect },
      ...{ code_challenge: verifier, code_challenge_method: 'plain' },
    });
    const page = await fetch(`${accountsUrl.replace(/v2$/, '')}?${query.toString()}`, { redirect: 'manual' });
    const code = new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const body = new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirect },
      ...{ code, code_verifier: verifier },
    });
    const answer = await fetch(`${accountsUrl}/token`, { method: 'POST', body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return token;
  }

  helpdesk(method: string, path: string, json?: unknown, options: CallOptions = {}): Promise<Answer> {
    return this.call(method, this.sandbox.platform.helpdeskUrl + path, { json, ...options });
  }

  accounts(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return this.call(method, this.sandbox.platform.accountsUrl + path, options);
  }
}
