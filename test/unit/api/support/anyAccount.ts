import { openClassicConnection } from '../../../../src/core/api/classic/classicConnection';
import { openPlatformConnection } from '../../../../src/core/api/platform/platformConnection';
import { accountId, type AccountKind, type Credential } from '../../../../src/core/domain/account';
import type {
  ApiNotice,
  CallRecord,
  ConnectOptions,
  LiveChatConnection,
} from '../../../../src/core/domain/connection';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../support/testSandbox';

/** A connection of either kind to a new sandbox. */
export interface AnyAccount {
  readonly kind: AccountKind;
  readonly sandbox: Sandbox;
  readonly connection: LiveChatConnection;
  /** The owner's login, whatever the account is named after. */
  readonly login: string;
  readonly credential: Credential;
  readonly calls: CallRecord[];
  readonly notices: ApiNotice[];
  /** Another connection to the same sandbox, disposed of with it. */
  connect(more?: Partial<Credential> & More): LiveChatConnection;
  dispose(): Promise<void>;
}

interface More extends Pick<ConnectOptions, 'liveTokens'> {
  timeoutMs?: number;
  clientId?: string;
}

export async function anyAccount(kind: AccountKind, options: TestSandboxOptions = {}): Promise<AnyAccount> {
  const sandbox = await startTestSandbox(options);
  const [owner] = sandbox.credentials;
  if (!owner) throw new Error('The sandbox has no owner.');
  const credential = kind === 'classic' ? classicCredential(owner) : platformCredential(sandbox);
  const calls: CallRecord[] = [];
  const notices: ApiNotice[] = [];
  const connections: LiveChatConnection[] = [];
  const open: AnyAccount['connect'] = ({ timeoutMs = 5_000, clientId, liveTokens, ...more } = {}) => {
    const whole = { ...credential, ...more };
    const account = clientId === undefined ? whole.account : { ...whole.account, clientId };
    const connectOptions: ConnectOptions = {
      credential: { ...whole, account },
      apiUrl: sandbox.url,
      helpdeskUrl: sandbox.platform.helpdeskUrl,
      accountsUrl: sandbox.platform.accountsUrl,
      callsPerMinute: 1_000,
      timeoutMs,
      onCall: (call) => calls.push(call),
      onNotice: (notice) => notices.push(notice),
      ...(liveTokens && { liveTokens }),
    };
    // The same as `connect`, with retries that do not wait.
    const make = kind === 'classic' ? openClassicConnection : openPlatformConnection;
    const connection = make({ ...connectOptions, firstRetryMs: 1, confirmAfterMs: 1 });
    connections.push(connection);
    return connection;
  };
  return {
    kind,
    sandbox,
    connection: open(),
    login: owner.login,
    credential,
    calls,
    notices,
    connect: open,
    dispose: async () => {
      for (const connection of connections) connection.dispose();
      await sandbox.dispose();
    },
  };
}

function classicCredential({ login, apiKey }: { login: string; apiKey: string }): Credential {
  return { account: { id: accountId('classic', login), kind: 'classic', name: login }, secret: apiKey };
}

function platformCredential({ platform }: Sandbox): Credential {
  const [owner] = platform.credentials;
  if (!owner) throw new Error('The sandbox has no owner.');
  const name = owner.accountId;
  return { account: { id: accountId('platform', name), kind: 'platform', name }, secret: owner.token };
}
