import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf, platformOwnerOf } from './owner';
import { startWorkbench, type Workbench, type WorkbenchOptions } from './startWorkbench';

/** A workbench with open views that is signed in to the sandbox as its owner, in the way of `npm start`. */
export async function signedInWorkbench(
  sandbox: Sandbox,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const owner = ownerOf(sandbox);
  const workbench = await startWorkbench({
    ...options,
    settings: { 'livechat.apiUrl': sandbox.url, ...options.settings },
    env: {
      LIVECHAT_DESK_SANDBOX_URL: sandbox.url,
      LIVECHAT_DESK_SANDBOX_LOGIN: owner.login,
      LIVECHAT_DESK_SANDBOX_KEY: owner.apiKey,
      ...options.env,
    },
  });
  try {
    await workbench.openView('LiveChat');
    return workbench;
  } catch (error) {
    await workbench.dispose();
    throw error;
  }
}

/** The environment that signs a workbench in to the sandbox's platform account, in the way of `npm start`. */
export function toPlatform(
  sandbox: Sandbox,
  settings: WorkbenchOptions['settings'] = {},
): Pick<WorkbenchOptions, 'settings' | 'env'> {
  const owner = platformOwnerOf(sandbox);
  return {
    settings: {
      'livechat.apiUrl': sandbox.url,
      'livechat.helpdeskUrl': sandbox.platform.helpdeskUrl,
      'livechat.accountsUrl': sandbox.platform.accountsUrl,
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
