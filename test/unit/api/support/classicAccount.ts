import { openClassicConnection } from '../../../../src/core/api/classic/classicConnection';
import { accountId } from '../../../../src/core/domain/account';
import type { CallRecord, ConnectOptions, LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../support/testSandbox';

/** A connection to a new sandbox. */
export interface ClassicAccount {
  readonly sandbox: Sandbox;
  readonly connection: LiveChatConnection;
  readonly login: string;
  readonly secret: string;
  /** Calls as the connection reported them. */
  readonly calls: CallRecord[];
  /** Another connection to the same sandbox, disposed of with it. */
  connect(more: { login?: string; secret?: string; timeoutMs?: number; path?: string }): LiveChatConnection;
  dispose(): Promise<void>;
}

/** Signs the owner in to a new sandbox. Retries do not wait. */
export async function classicAccount(options: TestSandboxOptions = {}): Promise<ClassicAccount> {
  const sandbox = await startTestSandbox(options);
  const [owner] = sandbox.credentials;
  if (!owner) throw new Error('The sandbox has no owner.');
  const calls: CallRecord[] = [];
  const connections: LiveChatConnection[] = [];
  const connect: ClassicAccount['connect'] = ({
    login = owner.login,
    secret = owner.apiKey,
    timeoutMs = 5_000,
    path = '/',
  }) => {
    const connectOptions: ConnectOptions = {
      credential: { account: { id: accountId('classic', login), kind: 'classic', name: login }, secret },
      apiUrl: sandbox.url + path,
      callsPerMinute: 1_000,
      timeoutMs,
      onCall: (call) => calls.push(call),
    };
    const connection = openClassicConnection({ ...connectOptions, firstRetryMs: 1, confirmAfterMs: 1 });
    connections.push(connection);
    return connection;
  };
  return {
    sandbox,
    connection: connect({}),
    login: owner.login,
    secret: owner.apiKey,
    calls,
    connect,
    dispose: async () => {
      for (const connection of connections) connection.dispose();
      await sandbox.dispose();
    },
  };
}
