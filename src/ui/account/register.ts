import { logRejection } from '../../core/base/log';
import { l10n, window, type Memento } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { onDidFocus } from '../../core/base/event';
import type { Account } from '../../core/domain/account';
import type { Grants } from '../../core/stores/grantStore';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { requireKey } from '../shell/requireKey';
import type { StatusBarPart } from '../shell/statusBarPart';
import { LiveChatAuthenticationProvider } from './authenticationProvider';
import type { AccountNotices } from './accountNotices';
import type { Calls } from './calls/calls';
import { registerCallsView } from './calls/callsView';
import type { Connector } from './connector';
import { SignInAnswers } from './signInAnswers';
import { StatusItem } from './statusItem';

/** How often events are looked at that may be too old, while no account is signed in. */
const checkEveryMs = 3_600_000;

const loadActions = async () => (await import('./accountActions')).accountActions;

/** What belongs to an account besides its entry in the account list. */
export interface AccountServices {
  readonly connector: Connector;
  readonly grants: Grants;
  readonly notices: AccountNotices;
  readonly calls: Calls;
}

/** Listening, as far as signing in and out affects it. */
export interface AccountListening {
  /** What listening adds to the status bar item. */
  readonly status: StatusBarPart;
  /** Removes the webhooks and tunnels of an account before it is signed out. */
  leave(account: Account): Promise<void>;
  signedInInBrowser(accountId: string): void;
  /** Reads again what is stored, after it was deleted. */
  reread(): Promise<void>;
}

/** Sign-in, sign-out, switching, the Accounts menu and the status bar item. */
export function registerAccount(
  app: App,
  { connector, grants, notices, calls }: AccountServices,
  listening: AccountListening,
): Disposable {
  const { context, accounts, session, clock, commands, keys } = app;
  const owned = new DisposableStore();
  owned.add(grants.onDidStore((id) => listening.signedInInBrowser(id)));

  const signOutParts = { grants, leave: (account: Account) => listening.leave(account) };
  const signOut = async (account: Account): Promise<void> => {
    const actions = await loadActions();
    await actions.signOut(app, signOutParts, account);
    await actions.offerToDelete(app, account);
  };

  const signIn = async (again?: Account): Promise<Account | undefined> => {
    const { askCredential, checkScopes } = await loadActions();
    let checked: Account | undefined;
    const credential = await askCredential(async (given, signal) => {
      checked = connector.withOrigins(given.account);
      return await connector.check(given, signal);
    }, again);
    if (!credential) return undefined;
    const account = { ...credential.account, ...(checked?.origins && { origins: checked.origins }) };
    await accounts.add({ ...credential, account });
    checkScopes(app, account);
    return account;
  };

  const signOutInMenu = async (account: Account): Promise<void> => {
    try {
      await signOut(account);
    } catch (thrown) {
      const { errorMessages } = await import('../shell/errorMessages');
      await errorMessages.showNotStored(thrown, () => l10n.t('Sign-out failed.'));
    }
  };

  const hint = new SignedInHint(context.globalState);
  let isUnknown = false;
  const shown = new Set<string>();
  owned.add(
    accounts.onDidFail(async (problem) => {
      const { during, fault } = problem;
      if (during === 'read') isUnknown = true;
      // A user who never signed in misses nothing.
      if ((during === 'read' && hint.read() !== 'signed-in') || shown.has(`${during} ${fault}`)) return;
      shown.add(`${during} ${fault}`);
      await (await loadActions()).showAccountProblem(problem);
    }),
  );
  const updateKeys = (): void => {
    // Until the accounts are loaded, the views show what was there last in this profile.
    const isSignedIn = session.current.kind !== 'signed-out';
    if (accounts.isLoaded && (isSignedIn || !isUnknown)) hint.update(isSignedIn);
    const kind = accounts.isLoaded ? session.current.kind : hint.read();
    if (kind !== undefined) keys.set('livechat.session', kind);
    keys.set('livechat.accounts.several', accounts.accounts.length > 1);
  };
  let checkedAt = -Infinity;
  const deleteOldEvents = async (): Promise<void> => {
    const isDue = Math.abs(clock.now() - checkedAt) >= checkEveryMs;
    if (!isDue || !accounts.isLoaded || isUnknown || accounts.accounts.length > 0) return;
    checkedAt = clock.now();
    await (await loadActions()).deleteOldEvents(app);
  };
  owned.add(accounts.onDidChange(deleteOldEvents));
  const showMigrationNotice = (): void => {
    // Only the focused window shows it.
    if (session.current.kind === 'signed-in' && window.state.focused)
      logRejection(notices.ofKind(session.current.account));
  };
  updateKeys();
  showMigrationNotice();
  owned.add(session.onDidChange(updateKeys));
  owned.add(session.onDidChange(showMigrationNotice));
  owned.add(accounts.onDidChange(updateKeys));
  owned.add(
    onDidFocus(window.onDidChangeWindowState, window.state.focused, () => {
      void accounts.reload();
      logRejection(session.tryAgainIfDue());
      showMigrationNotice();
      logRejection(deleteOldEvents());
    }),
  );

  commands.register(
    commandIds.signIn,
    () => l10n.t('Sign-in failed.'),
    async () => {
      await signIn();
    },
  );
  commands.register(
    commandIds.signInAgain,
    () => l10n.t('Sign-in failed.'),
    async () => {
      const { current } = session;
      await signIn(current.kind === 'signed-out' || current.account.demo ? undefined : current.account);
    },
  );
  commands.register(
    commandIds.tryKeyAgain,
    () => l10n.t('The key was tried again.'),
    async () => {
      if (session.current.kind === 'rejected') await requireKey(session);
    },
  );
  const answers = owned.add(new SignInAnswers(app.log));
  commands.register(
    commandIds.signInInBrowser,
    () => l10n.t('Browser sign-in failed.'),
    async () => {
      const { signInInBrowser } = await loadActions();
      await signInInBrowser(app, connector, grants, answers);
    },
  );
  commands.register(
    commandIds.signOut,
    () => l10n.t('Sign-out failed.'),
    async () => {
      const { chooseAccount } = await loadActions();
      const account = await chooseAccount(accounts, l10n.t('Select an account to sign out of'));
      if (!account) return;
      await signOut(account);
    },
  );
  commands.serve(commandIds.signOut, async (argument) => {
    const { readSignOut, signOut, deleteAccountData } = await loadActions();
    const { account, deletesData } = readSignOut(argument, accounts.accounts, accounts.active);
    await signOut(app, signOutParts, account);
    if (deletesData) await deleteAccountData(app, account);
    return { account: account.id };
  });
  commands.register(
    commandIds.deleteLocalData,
    () => l10n.t('The data could not be deleted.'),
    async () => {
      if (!(await (await loadActions()).deleteLocalData(app))) return;
      await Promise.all([calls.refresh(), listening.reread()]);
    },
  );
  commands.serve(commandIds.deleteLocalData, async (argument) => {
    const { readDeletion, deleteAll } = await loadActions();
    readDeletion(argument);
    const deleted = await deleteAll(app);
    await Promise.all([calls.refresh(), listening.reread()]);
    return { deleted };
  });
  commands.register(
    commandIds.switchAccount,
    () => l10n.t('The account could not be switched.'),
    async () => {
      await (await loadActions()).switchAccount(accounts, signIn);
    },
  );

  owned.add(
    new LiveChatAuthenticationProvider(
      { accounts, signIn: () => signIn(), signOut: signOutInMenu },
      'LiveChat',
    ),
  );
  owned.add(new StatusItem(session, calls, listening.status, clock));
  owned.add(registerCallsView(app, calls));
  return owned;
}

const key = 'livechat.signedIn';

/**
 * Whether an account was signed in when this profile was last used, for what the views show until the accounts are
 * loaded. Only a hint: another profile may have signed in or out since.
 */
class SignedInHint {
  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {}

  /** `undefined` where it is not known. */
  read(): 'signed-in' | 'signed-out' | undefined {
    const value = this.memento.get(key);
    if (typeof value !== 'boolean') return undefined;
    return value ? 'signed-in' : 'signed-out';
  }

  /** Nothing is stored before the first sign-in. */
  update(isSignedIn: boolean): void {
    const before = this.memento.get(key);
    if (before === isSignedIn || (before === undefined && !isSignedIn)) return;
    // If the write fails, the next window starts with the previous hint.
    this.memento.update(key, isSignedIn).then(undefined, () => undefined);
  }
}
