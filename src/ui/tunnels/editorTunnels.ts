import { env, Uri, type ExtensionContext } from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { ListenerStorage } from '../../core/events/status/listenerTypes';
import type { DevtunnelRecord } from '../../core/tunnel/devtunnel/hosting';
import type { TunnelSettings } from '../../core/tunnel/providers';
import type { ListeningSettings } from '../shell/settings';
import type { GithubSession } from './githubSession';
import type { Providers } from './tunnelPicker';

export interface EditorTunnelsOptions {
  readonly context: ExtensionContext;
  readonly clock: Clock;
  readonly settings: ListeningSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly github: GithubSession;
  readonly installId: () => Promise<string>;
  /** What is known of this machine's dev tunnel. */
  readonly record: ListenerStorage;
  /** Loads the providers, a bundle of its own that start-up does not pay for. */
  readonly load: () => Promise<{ readonly tunnelProviders: (settings: TunnelSettings) => Providers }>;
}

/** Every tunnel provider, with what the editor and the settings say now. */
export async function editorTunnels(parts: EditorTunnelsOptions): Promise<Providers> {
  const { context, clock, settings, environment, github, installId, record, load } = parts;
  const { tunnelProviders } = await load();
  const { version } = context.extension.packageJSON as { readonly version: string };
  return tunnelProviders({
    clock,
    env: environment,
    storageFolder: Uri.joinPath(context.globalStorageUri, 'tunnels').fsPath,
    publicUrl: settings.publicUrl(),
    ssh: { kind: 'localhost.run' },
    localtunnelServer: settings.publicUrl(),
    forward: async (port) => await env.asExternalUri(Uri.parse(`http://127.0.0.1:${port}`)),
    devtunnel: {
      authorization: (interactive) => github.authorization(interactive),
      record: {
        read: async () => decodeCheckpoint(await record.read()),
        write: (value) => record.write(value ?? null),
      },
      installId: await installId(),
      userAgent: { name: 'livechat-desk', version },
    },
  });
}

/** From a file that another version may have written. */
function decodeCheckpoint(value: unknown): DevtunnelRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { label, tunnelId, clusterId } = value as Readonly<Record<string, unknown>>;
  if (typeof label !== 'string') return undefined;
  return {
    label,
    ...(typeof tunnelId === 'string' && { tunnelId }),
    ...(typeof clusterId === 'string' && { clusterId }),
  };
}
