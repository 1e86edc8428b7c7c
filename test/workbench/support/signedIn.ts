import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './owner';
import { startWorkbench, type Workbench, type WorkbenchOptions } from './startWorkbench';

/** A workbench that is signed in to the sandbox as its owner, as `npm start` does it, with the views open. */
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
