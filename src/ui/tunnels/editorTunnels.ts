import { env, Uri } from 'vscode';
import { asRecord } from '../../core/base/json';
import type { ListenerStorage } from '../../core/events/status/checkpoint';
import type { DevtunnelRecord } from '../../core/tunnel/devtunnel/hosting';
import type { App } from '../shell/app';
import type { GithubSession } from './githubSession';
import type { Providers } from './tunnelPicker';

export interface EditorTunnelsOptions {
  readonly github: GithubSession;
  readonly installId: () => Promise<string>;
  /** The id of this machine's dev tunnel. */
  readonly record: ListenerStorage;
}

/** All tunnel providers, with the current settings. */
export async function editorTunnels(app: App, options: EditorTunnelsOptions): Promise<Providers> {
  const { context, clock, settings } = app;
  const { github, installId, record } = options;
  const publicUrl = settings.listening.publicUrl();
  const { tunnelProviders } = await import('../../core/tunnel/providers');
  const { version } = context.extension.packageJSON as { readonly version: string };
  return tunnelProviders({
    clock,
    env: process.env,
    storageFolder: Uri.joinPath(context.globalStorageUri, 'tunnels').fsPath,
    publicUrl,
    ssh: { kind: 'localhost.run' },
    localtunnelServer: publicUrl,
    forward: async (port) => await env.asExternalUri(Uri.parse(`http://127.0.0.1:${port}`)),
    devtunnel: {
      authorization: (interactive) => github.authorization(interactive),
      record: {
        read: async () => decodeRecord(await record.read()),
        write: (value) => record.write(value ?? null),
      },
      installId: await installId(),
      userAgent: { name: 'livechat-desk', version },
    },
  });
}

/** Another version may have written the record. */
function decodeRecord(value: unknown): DevtunnelRecord | undefined {
  const { label, tunnelId, clusterId } = asRecord(value);
  if (typeof label !== 'string') return undefined;
  return {
    label,
    ...(typeof tunnelId === 'string' && { tunnelId }),
    ...(typeof clusterId === 'string' && { clusterId }),
  };
}
