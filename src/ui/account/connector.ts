import type { Account, AccountKind, Credential } from '../../core/domain/account';
import type { Agent } from '../../core/domain/agent';
import type {
  ApiNotice,
  CallBudget,
  CallRecord,
  Connect,
  ConnectOptions,
  LiveChatConnection,
  OpenGrants,
} from '../../core/domain/connection';
import type { GrantApi, LiveTokens } from '../../core/domain/grant';
import type { App } from '../shell/app';
import type { Settings } from '../shell/settings';

export interface ConnectorOptions {
  readonly onCall: (account: Account, call: CallRecord) => void;
  /** What background calls of an account are held to. */
  readonly budgetOf: (account: Account) => CallBudget;
  /** An answer said that its API will go. */
  readonly onNotice: (account: Account, notice: ApiNotice) => void;
  /** Loads the API client, a bundle of its own that start-up does not pay for. */
  readonly loadClient: () => Promise<{ readonly connect: Connect; readonly openGrants: OpenGrants }>;
  /** What a person's sign-in in the browser gave. */
  readonly tokensOf: (account: Account) => LiveTokens;
  /** Where the windows of this machine count their calls together. */
  readonly callsDir: string;
  /** Address of the built-in demo server, which is started where it is not running. */
  readonly demoUrl: () => Promise<string>;
}

export type Addresses = Pick<ConnectOptions, 'apiUrl' | 'helpdeskUrl' | 'accountsUrl'>;

/** A setting that is unfit is no trouble to an account that has no use for it. */
export const addressesOf: Readonly<Record<AccountKind, (settings: Settings) => Addresses>> = {
  classic: (settings) => ({ apiUrl: settings.apiUrl() }),
  platform: (settings) => ({
    apiUrl: settings.apiUrl(),
    helpdeskUrl: settings.helpdeskUrl(),
    accountsUrl: settings.accountsUrl(),
  }),
};

/** Long enough for a slow list, short enough to be told within a breath. */
const timeoutMs = 15_000;

/** Opens connections: the one place where an account, an address and a secret come together. */
export class Connector {
  constructor(
    private readonly app: Pick<App, 'settings' | 'clock' | 'log'>,
    private readonly options: ConnectorOptions,
  ) {}

  readonly open = async (credential: Credential): Promise<LiveChatConnection> => {
    const { log } = this.app;
    const { onNotice, tokensOf, loadClient } = this.options;
    log.hide(credential.secret);
    const options = await this.optionsFor(credential.account);
    const { connect } = await loadClient();
    return connect({
      ...options,
      onNotice: (notice) => {
        log.warn(`${notice.api} says that it is ${notice.kind} (${notice.since}).`);
        onNotice(credential.account, notice);
      },
      credential,
      liveTokens: tokensOf(credential.account),
    });
  };

  /** Opens what signs an account in in the browser, and renews what came of it. */
  readonly openGrants = async (account: Account): Promise<GrantApi> => {
    const options = await this.optionsFor(account);
    const { openGrants } = await this.options.loadClient();
    return openGrants({ ...options, account, clock: this.app.clock });
  };

  /** Checks a credential by one real call before anything of it is stored. */
  readonly check = async (credential: Credential, signal: AbortSignal): Promise<Agent> => {
    const connection = await this.open(credential);
    try {
      return await connection.check({ signal });
    } finally {
      connection.dispose();
    }
  };

  private async optionsFor(account: Account): Promise<Omit<ConnectOptions, 'credential'>> {
    const { settings, log } = this.app;
    const { onCall, callsDir, budgetOf } = this.options;
    return {
      ...(await this.addressesOf(account)),
      callsPerMinute: settings.callsPerMinute(),
      // Each window has a demo server of its own, and nobody to share its ceiling with. Its calls cost nothing.
      ...(!account.demo && { callsDir, budget: budgetOf(account) }),
      timeoutMs,
      onCall: (call) => {
        log.debug(`${call.method} ${call.route} ${call.status ?? 'no answer'} ${Math.round(call.tookMs)} ms`);
        onCall(account, call);
      },
    };
  }

  private async addressesOf({ demo, kind }: Account): Promise<Addresses> {
    if (demo) return { apiUrl: await this.options.demoUrl() };
    return addressesOf[kind](this.app.settings);
  }
}
