import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../../scripts/workbench/childProcesses.mjs';
import { startWorkbench, type Workbench } from '../../test/workbench/support/startWorkbench';
import type { TicketSandbox } from './ticketSandbox';
import { until } from './waiting';

const giveUpMs = 60_000;

export interface SignedInEditorOptions {
  /** The packaged extension to install. */
  readonly vsix: string;
  readonly sandbox: TicketSandbox;
  /** Unpacked extensions beside it. */
  readonly extensionDirs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Settings besides those of the sandbox. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Called while no editor runs. @param folder of the extension's database */
  readonly prepare?: (folder: string) => Promise<void>;
}

/**
 * A window that shows the Tickets view of an account that was signed in at an earlier start, as it is for users. What
 * signs it in is not in the environment of this start: the extension reads its accounts earlier where it is.
 */
export async function startSignedIn(options: SignedInEditorOptions): Promise<Workbench> {
  const { sandbox, vsix, extensionDirs = [], env = {}, settings = {}, prepare } = options;
  const profileDir = temporaryFolder('desk-');
  const common = {
    settings: { ...sandbox.settings, ...settings },
    profileDir,
    folder: path.join(profileDir, 'home'),
    builtIn: 'all' as const,
  };
  try {
    const first = await startWorkbench({
      ...{ ...common, vsix, extensionDirs },
      env: { ...env, ...sandbox.env },
    });
    try {
      await showTickets(first, sandbox);
    } finally {
      await first.dispose();
    }
    await prepare?.(databaseFolder(first));
    const workbench = await startWorkbench({ ...common, vsix: false, env });
    const disposeAll = async (): Promise<void> => {
      await workbench.dispose();
      removeTemporaryFolder(profileDir);
    };
    try {
      await showTickets(workbench, sandbox);
    } catch (error) {
      await disposeAll();
      throw error;
    }
    return { ...workbench, dispose: disposeAll };
  } catch (error) {
    removeTemporaryFolder(profileDir);
    throw error;
  }
}

export function databaseFolder({ userDataDir }: Pick<Workbench, 'userDataDir'>): string {
  return path.join(userDataDir, 'User', 'globalStorage', 'livechat-desk.livechat-desk');
}

async function showTickets(workbench: Workbench, { login }: TicketSandbox): Promise<void> {
  await workbench.openView('LiveChat');
  await until(giveUpMs, 'the window was signed in', async () =>
    (await workbench.statusBar()).some(({ aria }) => aria.startsWith(`LiveChat: ${login}`)),
  );
  await until(giveUpMs, 'tickets were loaded', async () =>
    (await workbench.view('Tickets').rows()).some(({ level }) => level === 2),
  );
}
