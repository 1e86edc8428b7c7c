import { l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { onDidFocus } from '../../core/base/event';
import { displayName, type Account } from '../../core/domain/account';
import type { GrantStore } from '../../core/stores/grantStore';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { requireKey } from '../shell/requireKey';
import { toastText } from '../messages/failureMessages';
import type { StatusPart } from '../shell/statusPart';
import { LiveChatAuthenticationProvider } from './authenticationProvider';
import type { AccountNotices } from './accountNotices';
import type { Calls } from './calls/calls';
import { registerCallsView } from './calls/callsView';
import type { Connector } from './connector';
import { SignedInHint } from './signedInHint';
import { SignInAnswers } from './signInAnswers';
import { StatusItem } from './statusItem';

const loadActions = async () => (await import('./accountActions')).accountActions;

/** What belongs to an account besides its entry in the account list. */
export interface AccountServices {
  readonly connector: Connector;
  readonly grants: GrantStore;
  readonly notices: AccountNotices;
  readonly calls: Calls;
}

/** Listening, as far as signing in and out affects it. */
export interface AccountListening {
  /** What listening adds to the status bar item. */
  readonly status: StatusPart;
  /** Removes the webhooks and tunnels of an account before it is signed out. */
  leave(account: Account): Promise<void>;
  signedInInBrowser(accountId: string): void;
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

  const signOut = async (account: Account): Promise<void> => {
    await listening.leave(account);
    await grants.remove(account);
    await accounts.remove(account);
  };

  const signIn = async (again?: Account): Promise<Account | undefined> => {
    const { askCredential } = await loadActions();
    const credential = await askCredential(connector.check, again);
    if (!credential) return undefined;
    await accounts.add(credential);
    return credential.account;
  };

  const hint = new SignedInHint(context.globalState);
  const updateKeys = (): void => {
    // Until the accounts are loaded, the views show what was there last in this profile.
    if (accounts.isLoaded) hint.update(session.current.kind !== 'signed-out');
    const kind = accounts.isLoaded ? session.current.kind : hint.read();
    if (kind !== undefined) keys.set('livechat.session', kind);
    keys.set('livechat.accounts.several', accounts.accounts.length > 1);
  };
  const showMigrationNotice = (): void => {
    // Only the focused window shows it.
    if (session.current.kind === 'signed-in' && window.state.focused)
      void notices.ofKind(session.current.account);
  };
  updateKeys();
  showMigrationNotice();
  owned.add(session.onDidChange(updateKeys));
  owned.add(session.onDidChange(showMigrationNotice));
  owned.add(accounts.onDidChange(updateKeys));
  owned.add(
    onDidFocus(window.onDidChangeWindowState, window.state.focused, () => {
      void accounts.reload();
      void session.tryAgainIfDue();
      showMigrationNotice();
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
      void window.showInformationMessage(
        l10n.t('Signed out of {0}. Its key was deleted from this machine.', toastText(displayName(account))),
      );
    },
  );
  commands.register(
    commandIds.switchAccount,
    () => l10n.t('The account could not be switched.'),
    async () => {
      await (await loadActions()).switchAccount(accounts, signIn);
    },
  );

  owned.add(new LiveChatAuthenticationProvider({ accounts, signIn: () => signIn(), signOut }, 'LiveChat'));
  owned.add(new StatusItem(session, calls, listening.status, clock));
  owned.add(registerCallsView(app, calls));
  return owned;
}
