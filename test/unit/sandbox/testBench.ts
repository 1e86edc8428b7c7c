import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../support/testSandbox';
import { FakeClock } from '../support/fakeClock';

export type Who = 'owner' | 'administrator' | 'normal';

export interface CallOptions {
  readonly json?: unknown;
  readonly form?: string;
  readonly who?: Who;
  /** Overrides default headers; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => unknown;
}

export interface TicketRow {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  readonly requester: { readonly mail: string; readonly name?: string; readonly ip?: string };
  readonly assignee?: { readonly id: string; readonly name: string };
  readonly groups: readonly (number | { readonly id: number; readonly name: string })[];
  readonly currentGroup?: { readonly id: number; readonly name: string };
  readonly source: { readonly type: string; readonly url?: string; readonly id?: string };
  readonly tags: readonly string[];
  readonly modified?: number;
  readonly events: readonly {
    readonly type: string;
    readonly date: number;
    readonly message?: string;
    readonly is_private?: boolean;
    readonly author: { readonly id: string; readonly type?: string };
    readonly to?: unknown;
  }[];
  readonly [extra: string]: unknown;
}

export interface TicketPage {
  readonly tickets: readonly TicketRow[];
  readonly total: number;
  readonly pages: number;
}

/** A sandbox on a fake clock, and a client for its classic API. */
export class TestBench {
  constructor(
    readonly sandbox: Sandbox,
    readonly clock: FakeClock,
  ) {}

  static async start(options: TestSandboxOptions = {}): Promise<TestBench> {
    const clock = new FakeClock();
    return new TestBench(await startTestSandbox({ clock, ...options }), clock);
  }

  login(who: Who): string {
    return this.credential(who).login;
  }

  authorization(who: Who): string {
    const { login, apiKey } = this.credential(who);
    return `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { json, form, who = 'owner' } = options;
    const headers = new Headers({ 'X-API-Version': '2', Authorization: this.authorization(who) });
    if (json !== undefined) headers.set('Content-Type', 'application/json');
    if (form !== undefined) headers.set('Content-Type', 'application/x-www-form-urlencoded');
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === undefined) headers.delete(name);
      else headers.set(name, value);
    }
    const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(this.sandbox.url + path, {
      method,
      headers,
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

  /** The parsed body of a call, asserted to succeed. */
  async get<T>(path: string, options: CallOptions = {}): Promise<T> {
    return this.ok('GET', path, options);
  }

  async ok<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const answer = await this.call(method, path, options);
    assert.equal(answer.status, 200, answer.text);
    // The caller knows the shape of the response.
    return answer.json() as T;
  }

  /** The tickets of all pages. */
  async allTickets(query = ''): Promise<readonly TicketRow[]> {
    const first = await this.get<TicketPage>(`/tickets?page=1&${query}`);
    const rows = [...first.tickets];
    for (let page = 2; page <= first.pages; page += 1) {
      rows.push(...(await this.get<TicketPage>(`/tickets?page=${page}&${query}`)).tickets);
    }
    return rows;
  }

  private credential(who: Who) {
    const found = this.sandbox.credentials[['owner', 'administrator', 'normal'].indexOf(who)];
    assert.ok(found);
    return found;
  }
}
