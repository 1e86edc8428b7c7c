import { hostname } from 'node:os';
import path from 'node:path';
import type { Clock } from '../base/clock';
import { digestOf } from '../base/digest';
import type { LiveChatConnection } from '../domain/connection';
import { accountPorts, type RunOnConnection } from '../events/service/accountPorts';
import type { EventServiceOptions } from '../events/service/eventService';
import type { Choice, SecretPort } from '../events/transports/webhook/webhookPorts';
import type { Database } from '../storage/database';
import type { LineLog } from './lineLog';
import type { ReceiverConfig } from './receiverConfig';

export interface ReceiverEnvironment {
  readonly clock: Clock;
  readonly log: LineLog;
  /** Folder of the bundles, which has the programs that guard tunnels. */
  readonly bundleFolder: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Called once: webhooks are registered and the stream can be written. */
  readonly onReady: () => void;
}

/** Secrets that end with this process. */
function memorySecrets(): SecretPort {
  const values = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => {
      values.delete(key);
      return Promise.resolve();
    },
  };
}

export interface TunnelPlace {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Folder for files of the tunnel programs. */
  readonly storageFolder: string;
  readonly bundleFolder: string;
}

/** The address or the tunnel of the configuration: nothing is asked, as there is no one to answer. */
async function receiverTunnel(
  reachedBy: ReceiverConfig['reachedBy'],
  { clock, env, storageFolder, bundleFolder }: TunnelPlace,
): Promise<Choice> {
  const { tunnelProviders } = await import('../tunnel/providers');
  const publicUrl = 'publicUrl' in reachedBy ? reachedBy.publicUrl : '';
  const providers = tunnelProviders({
    ...{ clock, env, storageFolder, publicUrl },
    ssh: { kind: 'localhost.run' },
    localtunnelServer: 'tunnel' in reachedBy ? reachedBy.server : '',
    guardFile: path.join(bundleFolder, 'guard.js'),
    forward: () => Promise.reject(new Error('Only an editor forwards ports.')),
    devtunnel: {
      authorization: () => Promise.resolve(undefined),
      record: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      installId: '',
      userAgent: { name: 'livechat-desk', version: '0' },
    },
  });
  const provider = providers['tunnel' in reachedBy ? reachedBy.tunnel : 'manual'];
  const available = await provider.available();
  return available === true
    ? { kind: 'provider', provider }
    : { kind: 'needs-user', code: available.code, provider: provider.id };
}

/** Names this installation in the addresses of its webhooks. */
export function installIdOf({ dataDir }: ReceiverConfig): string {
  return digestOf(`${hostname()}\n${path.resolve(dataDir)}`);
}

/** For `GET /healthz`. */
export interface ReceiverHealth {
  readonly isHealthy: boolean;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface ReceiverServices {
  readonly database: Database;
  readonly connection: LiveChatConnection;
  /** `undefined` until it runs. */
  readonly current: () =>
    { readonly missedMs: number | undefined; readonly health: ReceiverHealth } | undefined;
}

/** What the program gives to receiving in place of an editor. */
export function serviceOptions(
  config: ReceiverConfig,
  { clock, log, env, bundleFolder }: ReceiverEnvironment,
  { database, connection, current }: ReceiverServices,
): EventServiceOptions {
  const { credential, dataDir, events, listen } = config;
  const run: RunOnConnection = (work) => work(connection);
  const tunnelFolder = path.join(dataDir, 'tunnels');
  return {
    ...{ clock, log, database },
    ...accountPorts(run, () => connection),
    ...{ installId: installIdOf(config), dir: path.join(dataDir, 'listening') },
    settings: () => ({ events, port: listen.port, autoStart: false }),
    account: () => credential.account.id,
    missedMs: () => current()?.missedMs,
    receiver: {
      host: listen.host,
      health: () => current()?.health ?? { isHealthy: false, details: { state: 'opening' } },
    },
    choose: () => receiverTunnel(config.reachedBy, { clock, env, storageFolder: tunnelFolder, bundleFolder }),
    // Neither path nor secrets are written: each start has new ones.
    secrets: memorySecrets(),
    hide: (secret) => log.hide(secret),
    surfaceOf: () => 'off',
    ...{ isDoNotDisturb: () => true, answers: () => Promise.resolve(), show: () => undefined },
  };
}
