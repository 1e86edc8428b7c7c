import type { Account, AccountKind, Credential } from '../../core/domain/account';
import type { Agent } from '../../core/domain/agent';
import type {
  ApiNotice,
  CallBudget,
  CallRecord,
  Connect,
  ConnectOptions,
  LiveChatConnection,
} from '../../core/domain/connection';
import type { ChannelLog } from '../shell/channelLog';
import type { Settings } from '../shell/settings';

export interface ConnectorDeps {
  readonly settings: Settings;
  readonly log: ChannelLog;
  readonly onCall: (account: Account, call: CallRecord) => void;
  /** What background calls of an account are held to. */
  readonly budgetOf: (account: Account) => CallBudget;
  /** An answer said that its API will go. */
  readonly onNotice: (account: Account, notice: ApiNotice) => void;
  /** Loads the API client, a bundle of its own that start-up does not pay for. */
  readonly loadClient: () => Promise<{ readonly connect: Connect }>;
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
  constructor(private readonly deps: ConnectorDeps) {}

  readonly open = async (credential: Credential): Promise<LiveChatConnection> => {
    const { settings, log, onCall, onNotice } = this.deps;
    log.hide(credential.secret);
    const addresses = await this.addressesOf(credential.account);
    const { connect } = await this.deps.loadClient();
    const record = (call: CallRecord): void => {
      log.debug(`${call.method} ${call.route} ${call.status ?? 'no answer'} ${Math.round(call.tookMs)} ms`);
      onCall(credential.account, call);
    };
    return connect({
      onNotice: (notice) => {
        log.warn(`${notice.api} says that it is ${notice.kind} (${notice.since}).`);
        onNotice(credential.account, notice);
      },
      credential,
      ...addresses,
      callsPerMinute: settings.callsPerMinute(),
      // Each window has a demo server of its own, and nobody to share its ceiling with. Its calls cost nothing.
      ...(!credential.account.demo && {
        callsDir: this.deps.callsDir,
        budget: this.deps.budgetOf(credential.account),
      }),
      timeoutMs,
      onCall: record,
    });
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

  private async addressesOf({ demo, kind }: Account): Promise<Addresses> {
    const { settings, demoUrl } = this.deps;
    if (demo) return { apiUrl: await demoUrl() };
    return addressesOf[kind](settings);
  }
}
