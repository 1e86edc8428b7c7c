import type { Account, AccountKind, Credential } from '../../core/domain/account';
import type { Agent } from '../../core/domain/agent';
import type {
  ApiNotice,
  Connect,
  ConnectOptions,
  LiveChatConnection,
  OpenGrants,
} from '../../core/domain/connection';
import type { GrantApi, LiveTokens } from '../../core/domain/grant';
import type { Metering } from '../../core/metering/metering';
import { originsOf } from '../../core/stores/accounts/keyOrigins';
import { settingKeys } from '../../manifest';
import type { App } from '../shell/app';
import type { Settings } from '../shell/settings';

export interface ConnectorOptions {
  /** Loads what counts and limits calls. */
  readonly metering: () => Promise<Metering>;
  /** A response announced that its API is legacy or deprecated. */
  readonly onNotice: (account: Account, notice: ApiNotice) => void;
  /** Loads the bundle with the API client. */
  readonly loadClient: () => Promise<{ readonly connect: Connect; readonly openGrants: OpenGrants }>;
  /** The tokens of a browser sign-in. */
  readonly tokensOf: (account: Account) => LiveTokens;
  /** Rejects with a FailureError for a value that must not be sent. */
  readonly beforeWrite: (value: unknown) => Promise<void>;
  readonly shownReason: (reason: string) => string;
  /** Keeps what a connection returns. Never rejects. */
  readonly keeping: (connection: LiveChatConnection, account: Account) => Promise<LiveChatConnection>;
  /** Whether a stored key may be sent to these URLs, by the settings that name them. @throws FailureError if not */
  readonly checkAddresses: (account: Account, addresses: Readonly<Record<string, string>>) => Promise<void>;
  /** Starts the built-in demo server of this window for this kind of account if necessary. */
  readonly demoAccess: (kind: AccountKind) => Promise<DemoAccess>;
}

/** How to reach the demo account. The server of each window has another address and other secrets at each start. */
export interface DemoAccess {
  readonly addresses: Addresses;
  readonly secret: string;
}

export type Addresses = Pick<ConnectOptions, 'apiUrl' | 'helpdeskUrl' | 'accountsUrl'>;

/** Reads only the settings that the kind of account uses, so that an invalid other one causes no error. */
export const addressesOf: Readonly<Record<AccountKind, (settings: Settings) => Addresses>> = {
  classic: (settings) => ({ apiUrl: settings.apiUrl() }),
  platform: (settings) => ({
    apiUrl: settings.apiUrl(),
    helpdeskUrl: settings.helpdeskUrl(),
    accountsUrl: settings.accountsUrl(),
  }),
};

const timeoutMs = 15_000;

/** Opens connections: the only place that combines an account, an address and a secret. */
export class Connector {
  constructor(
    private readonly app: Pick<App, 'settings' | 'clock' | 'log'>,
    private readonly options: ConnectorOptions,
  ) {}

  readonly open = async (credential: Credential): Promise<LiveChatConnection> => {
    await this.checkAddresses(credential.account);
    return await this.options.keeping(await this.connect(credential), credential.account);
  };

  /** Opens the API for browser sign-in and for renewing its tokens. */
  readonly openGrants = async (account: Account): Promise<GrantApi> => {
    await this.checkAddresses(account);
    const options = await this.optionsFor(account);
    const { openGrants } = await this.options.loadClient();
    return openGrants({ ...options, account, clock: this.app.clock });
  };

  /**
   * Verifies a credential with one API call, before it is stored. The user has entered it for the addresses in the
   * settings.
   */
  readonly check = async (credential: Credential, signal: AbortSignal): Promise<Agent> => {
    const connection = await this.connect(credential);
    try {
      return await connection.check({ signal });
    } finally {
      connection.dispose();
    }
  };

  /** The account with the origins of the addresses in the settings. */
  withOrigins(account: Account): Account {
    return { ...account, origins: originsOf(Object.values(addressesOf[account.kind](this.app.settings))) };
  }

  private async connect(credential: Credential): Promise<LiveChatConnection> {
    const { log } = this.app;
    const { onNotice, tokensOf, loadClient } = this.options;
    const { account } = credential;
    // The stored secret of the demo account may be of another window, or of an earlier start.
    const secret = account.demo ? (await this.options.demoAccess(account.kind)).secret : credential.secret;
    log.hide(secret);
    const options = await this.optionsFor(account);
    const { connect } = await loadClient();
    return connect({
      ...options,
      onNotice: (notice) => {
        log.warn(`${notice.api} says that it is ${notice.kind} (${notice.since}).`);
        onNotice(account, notice);
      },
      credential: { account, secret },
      liveTokens: tokensOf(account),
      beforeWrite: this.options.beforeWrite,
      shownReason: this.options.shownReason,
    });
  }

  private async checkAddresses(account: Account): Promise<void> {
    if (account.demo) return;
    const named = Object.entries(addressesOf[account.kind](this.app.settings)) as [keyof Addresses, string][];
    await this.options.checkAddresses(
      account,
      Object.fromEntries(named.map(([name, url]) => [settingKeys[name], url])),
    );
  }

  private async optionsFor(account: Account): Promise<Omit<ConnectOptions, 'credential'>> {
    const { settings, log } = this.app;
    const metering = await this.options.metering();
    return {
      ...(await this.addressesOf(account)),
      callsPerMinute: settings.callsPerMinute(),
      // Each window has its own demo server, so it shares no rate limit, and its calls are free.
      ...(!account.demo && {
        sharedCount: (limit) => metering.sharedCount(limit),
        budget: metering.budget.of(account.id),
      }),
      timeoutMs,
      onCall: (call) => {
        log.debug(`${call.method} ${call.route} ${call.status ?? 'no answer'} ${Math.round(call.tookMs)} ms`);
        metering.meter.count(account.id, call);
      },
    };
  }

  private async addressesOf({ demo, kind }: Account): Promise<Addresses> {
    if (demo) return (await this.options.demoAccess(kind)).addresses;
    return addressesOf[kind](this.app.settings);
  }
}
