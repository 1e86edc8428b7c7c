import { accountId } from '../../src/core/domain/account';
import { AskedProcess } from './askedProcess';

/** What the sandbox's process does. */
export type TicketRequest =
  /** Delays all responses from now on. */
  { readonly do: 'delay'; readonly ms: number } | { readonly do: 'calls' };

interface Birth {
  readonly url: string;
  readonly login: string;
  readonly apiKey: string;
}

export interface CallCounts {
  readonly count: number;
  /** By route, such as `GET /tickets/:id`. */
  readonly byRoute: Readonly<Record<string, number>>;
}

/** LiveChat with tickets of a classic account, in a process of its own. */
export class TicketSandbox {
  private constructor(private readonly process: AskedProcess<Birth, TicketRequest>) {}

  /** @param tickets 25 to 20,000 */
  static async start(tickets: number): Promise<TicketSandbox> {
    const args = [String(tickets)];
    return new TicketSandbox(await AskedProcess.start<Birth, TicketRequest>('ticketSandbox', args));
  }

  /** Id of the account in the extension. */
  get account(): string {
    return accountId('classic', this.login);
  }

  get login(): string {
    return this.process.birth.login;
  }

  get settings() {
    return { 'livechat.apiUrl': this.process.birth.url };
  }

  /** Signs a workbench in. */
  get env() {
    const { url, login, apiKey } = this.process.birth;
    return {
      LIVECHAT_DESK_SANDBOX_URL: url,
      LIVECHAT_DESK_SANDBOX_LOGIN: login,
      LIVECHAT_DESK_SANDBOX_KEY: apiKey,
    };
  }

  async delay(ms: number): Promise<void> {
    await this.process.ask({ do: 'delay', ms });
  }

  async calls(): Promise<CallCounts> {
    return (await this.process.ask({ do: 'calls' })) as CallCounts;
  }

  /** A call of another client of the account. */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown> {
    const { url, login, apiKey } = this.process.birth;
    const response = await fetch(`${url}/v2${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`,
        'x-api-version': '2',
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}.`);
    return await response.json();
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
