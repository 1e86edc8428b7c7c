import path from 'node:path';
import type { Clock } from '../base/clock';
import type { TunnelId } from './chooseTunnel';
import { cloudflaredProvider } from './cloudflared';
import { codespacesProvider } from './codespaces';
import { devtunnelProvider } from './devtunnel';
import type { DevtunnelOptions } from './devtunnel/hosting';
import { localtunnelProvider } from './localtunnel';
import { manualProvider } from './manual';
import { ngrokProvider } from './ngrok';
import { OpenTunnel } from './openTunnel';
import type { ProgramHost } from './program/guardedProgram';
import { sshProvider, type SshTarget } from './ssh';
import type { TunnelProvider } from './tunnel';

export interface TunnelSettings {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Folder for files of the programs. */
  readonly storageFolder: string;
  /** Value of `livechat.webhooks.publicUrl`, for `manual`. */
  readonly publicUrl: string;
  readonly ssh: SshTarget;
  /** URL of the user's localtunnel server, or empty. */
  readonly localtunnelServer: string;
  /** Makes the editor forward a port in a codespace. */
  readonly forward: (port: number) => Promise<unknown>;
  readonly devtunnel: Omit<DevtunnelOptions, 'clock'>;
  /** Path of `guard.js` if it is not beside this bundle. */
  readonly guardFile?: string;
}

/** Creates all providers. Does no I/O and loads no other bundle. */
export function tunnelProviders(
  settings: TunnelSettings,
): Readonly<Record<TunnelId | 'loopback', TunnelProvider>> {
  const { clock, env, storageFolder, publicUrl } = settings;
  const guardFile = settings.guardFile ?? path.join(__dirname, 'guard.js');
  const host: ProgramHost = { clock, env, storageFolder, guardFile };
  return {
    codespaces: codespacesProvider({ clock, env, forward: settings.forward }),
    devtunnel: devtunnelProvider({ ...settings.devtunnel, clock }),
    cloudflared: cloudflaredProvider(host),
    ssh: sshProvider(host, settings.ssh),
    ngrok: ngrokProvider(host),
    manual: manualProvider({ clock, publicUrl }),
    loopback: loopbackProvider(clock),
    localtunnel: localtunnelProvider({ clock, server: settings.localtunnelServer }),
  };
}

/** For a server on this machine, such as the demo's, which reaches the receiver without a tunnel. */
export function loopbackProvider(clock: Clock): TunnelProvider {
  return {
    id: 'manual',
    anonymousService: false,
    operator: '',
    available: () => Promise.resolve(true),
    open: (port, { signal }) =>
      Promise.resolve().then(() => {
        signal.throwIfAborted();
        return new OpenTunnel({
          clock,
          publicUrl: `http://127.0.0.1:${port}`,
          note: 'loopback-http',
          end: () => Promise.resolve(),
        });
      }),
  };
}
