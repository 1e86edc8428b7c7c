import path from 'node:path';
import type { Clock } from '../base/clock';
import type { Choice, SecretPort } from '../events/transports/webhook/webhookPorts';
import type { ReceiverConfig } from './receiverConfig';

/** Secrets that end with this process. */
export function memorySecrets(): SecretPort {
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
export async function receiverTunnel(
  reachedBy: ReceiverConfig['reachedBy'],
  { clock, env, storageFolder, bundleFolder }: TunnelPlace,
): Promise<Choice> {
  const { tunnelProviders } = await import('../tunnel/providers');
  const publicUrl = 'publicUrl' in reachedBy ? reachedBy.publicUrl : '';
  const providers = tunnelProviders({
    ...{ clock, env, storageFolder, publicUrl },
    ssh: { kind: 'localhost.run' },
    localtunnelServer: '',
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
