import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf, platformOwnerOf } from './credentials';
import { eventually } from './eventually';
import { startWorkbench, type Workbench, type WorkbenchOptions } from './startWorkbench';

/** A workbench with open views that is signed in to the sandbox as its owner, as `npm start` does. */
export async function signedInWorkbench(
  sandbox: Sandbox,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const { settings, env: ofOwner } = toClassic(sandbox, options.settings);
  const env = { ...ofOwner, ...options.env };
  const workbench = await startWorkbench({ ...options, settings, env });
  try {
    await workbench.openView('LiveChat');
    // The account of the environment is added once the stored accounts are read.
    const login = String(env.LIVECHAT_DESK_SANDBOX_LOGIN);
    await eventually(async () => {
      const labels = (await workbench.statusBar()).map(({ aria }) => aria);
      assert.ok(
        labels.some((label) => label.startsWith(`LiveChat: ${login}`)),
        `not signed in: ${labels.join(' | ')}`,
      );
    });
    return workbench;
  } catch (error) {
    await workbench.dispose();
    throw error;
  }
}

/** Background calls would take faults and counts of other calls. */
const noneAhead = { 'livechat.localData.prefetchPerDay': 0 };

type SignedIn = Required<Pick<WorkbenchOptions, 'settings' | 'env'>>;

/** The environment that signs a workbench in to the sandbox's classic account, as `npm start` does. */
export function toClassic(sandbox: Sandbox, settings: WorkbenchOptions['settings'] = {}): SignedIn {
  const owner = ownerOf(sandbox);
  return {
    settings: { 'livechat.apiUrl': sandbox.url, ...noneAhead, ...settings },
    env: {
      LIVECHAT_DESK_SANDBOX_URL: sandbox.url,
      LIVECHAT_DESK_SANDBOX_LOGIN: owner.login,
      LIVECHAT_DESK_SANDBOX_KEY: owner.apiKey,
    },
  };
}

/** The environment that signs a workbench in to the sandbox's platform account, as `npm start` does. */
export function toPlatform(sandbox: Sandbox, settings: WorkbenchOptions['settings'] = {}): SignedIn {
  const owner = platformOwnerOf(sandbox);
  return {
    settings: {
      'livechat.apiUrl': sandbox.url,
      'livechat.helpdeskUrl': sandbox.platform.helpdeskUrl,
      'livechat.accountsUrl': sandbox.platform.accountsUrl,
      ...noneAhead,
      ...settings,
    },
    env: {
      LIVECHAT_DESK_SANDBOX_URL: sandbox.url,
      LIVECHAT_DESK_SANDBOX_KIND: 'platform',
      LIVECHAT_DESK_SANDBOX_LOGIN: owner.login,
      LIVECHAT_DESK_SANDBOX_NAME: owner.accountId,
      LIVECHAT_DESK_SANDBOX_KEY: owner.token,
    },
  };
}
