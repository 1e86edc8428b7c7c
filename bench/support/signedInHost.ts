import path from 'node:path';
import { ExtensionHost, HostError } from './extensionHost';
import { until } from './waiting';

export const giveUpMs = 30_000;

/** Where and as whom the extension signs in. */
export interface SandboxAccount {
  readonly url: string;
  readonly helpdeskUrl: string;
  readonly accountsUrl: string;
  readonly login: string;
  readonly apiKey: string;
}

export interface SignInOptions {
  readonly extensionDir: string;
  /** A folder of its own, made where it is missing. */
  readonly storageDir: string;
  readonly shortenedTimerMs?: number;
}

/** Starts an extension that signs in to a sandbox after activation. @param settings beside the addresses of the sandbox */
export async function startHost(
  { url, helpdeskUrl, accountsUrl, login, apiKey }: SandboxAccount,
  { extensionDir, storageDir, shortenedTimerMs }: SignInOptions,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ExtensionHost> {
  const addresses = {
    'livechat.apiUrl': url,
    'livechat.helpdeskUrl': helpdeskUrl,
    'livechat.accountsUrl': accountsUrl,
    'livechat.rateLimit.callsPerMinute': 100_000,
  };
  const env = {
    LIVECHAT_DESK_SANDBOX_URL: url,
    LIVECHAT_DESK_SANDBOX_KIND: 'classic',
    LIVECHAT_DESK_SANDBOX_NAME: login,
    LIVECHAT_DESK_SANDBOX_LOGIN: login,
    LIVECHAT_DESK_SANDBOX_KEY: apiKey,
  };
  return await ExtensionHost.start(
    {
      extensionDir: path.resolve(extensionDir),
      storageDir,
      settings: { ...addresses, ...settings },
      ...(shortenedTimerMs !== undefined && { shortenedTimerMs }),
    },
    env,
  );
}

/** The account of the environment is added after activation. Calls a command until it is. */
export async function whenSignedIn(host: ExtensionHost, command: string): Promise<void> {
  await until(giveUpMs, 'the extension was signed in', async () => {
    try {
      await host.command(command, {});
      return true;
    } catch (thrown) {
      if (thrown instanceof HostError && thrown.code === 'not-signed-in') return false;
      throw thrown;
    }
  });
}
