import { commands, env, l10n, window, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { displayName, type Account } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import { grantErrorOf, type BrowserSignIn, type Grant, type GrantApi } from '../../core/domain/grant';
import type { Grants } from '../../core/stores/grantStore';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { requireKey } from '../shell/requireKey';
import { commandAction, offer, toastText } from '../messages/failureMessages';
import { pickStep } from '../shell/steps';
import { clientIdStep } from './askClientId';
import { browserInput } from './browserInput';
import type { Connector } from './connector';
import type { SignInAnswers } from './signInAnswers';

/**
 * Signs in the active account with the browser, through the user's own application, and then starts listening. API
 * calls keep using the personal access token. @throws FailureError
 */
export async function signInInBrowser(
  app: App,
  connector: Connector,
  grants: Grants,
  answers: SignInAnswers,
): Promise<void> {
  const { session } = app;
  await requireKey(session);
  if (session.current.kind !== 'signed-in') return fail({ code: 'not-signed-in' });
  if (session.capabilities?.events.browserSignIn !== true) {
    return fail({ code: 'unsupported', field: titleOf() });
  }
  const { account } = session.current;
  const api = await connector.openGrants(account);
  try {
    const grant = await askGrant(app, answers, account, api);
    if (grant && (await storeGrant(app, grants, account, grant))) {
      // The command shows the outcome.
      void commands.executeCommand(commandIds.startListening);
    }
  } catch (thrown) {
    const error = grantErrorOf(thrown);
    if (!error) throw thrown;
    showFailed(
      error.code === 'not-kept'
        ? l10n.t('The editor’s secret storage could not save the sign-in. Unlock it and try again.')
        : l10n.t('LiveChat rejected the browser’s sign-in code: it works once and expires quickly.'),
    );
  } finally {
    api.dispose();
  }
}

async function askGrant(
  app: App,
  answers: SignInAnswers,
  account: Account,
  api: GrantApi,
): Promise<Grant | undefined> {
  const clientId = account.clientId ?? (await askClientId(app, account));
  if (clientId === undefined) return undefined;
  const signIn = await prepare(app, answers, account, api, clientId);
  if (!signIn) return undefined;
  const end = await browserInput({ title: titleOf(), signIn, answers, clock: app.clock });
  switch (end.kind) {
    case 'cancelled':
      return undefined;
    case 'timeout':
      showFailed(l10n.t('The browser did not return within 10 minutes. Nothing was changed.'));
      return undefined;
    case 'declined':
      showFailed(
        end.word === 'access_denied'
          ? l10n.t('Access was denied in the browser. Nothing was changed.')
          : l10n.t(
              'LiveChat denied the sign-in ({0}). Check that the application has the redirect address and the scopes.',
              end.word,
            ),
      );
      return undefined;
    case 'code':
      return await signIn.exchange(end.code);
  }
}

async function askClientId({ accounts }: App, account: Account, value?: string): Promise<string | undefined> {
  const step = await clientIdStep({
    title: titleOf(),
    purpose: l10n.t('Live chats require browser sign-in with your own application.'),
    ...(value !== undefined && { value }),
  });
  if (step.kind !== 'done') return undefined;
  await accounts.setClientId(account, step.value);
  return step.value;
}

interface Choice extends QuickPickItem {
  readonly run: 'open' | 'redirect' | 'scopes' | 'other';
}

/** Lets the user copy what to register in the application, until they open the browser. */
async function prepare(
  app: App,
  { redirectUri }: SignInAnswers,
  account: Account,
  api: GrantApi,
  firstId: string,
): Promise<BrowserSignIn | undefined> {
  let clientId = firstId;
  let copied: Choice['run'] | undefined;
  for (;;) {
    const signIn = api.begin({ clientId, redirectUri });
    const scopes = signIn.scopes.join(', ');
    const item = (run: Choice['run'], icon: string, label: string, detail: string): Choice => ({
      label: `$(${icon}) ${label}`,
      detail,
      run,
      ...(copied === run && { description: l10n.t('copied') }),
    });
    const items = [
      item(
        'open',
        'globe',
        l10n.t('Open the Browser'),
        l10n.t('Sign in as {0}', escapeIcons(oneLine(displayName(account)))),
      ),
      item('redirect', 'copy', l10n.t('Copy the Redirect Address'), redirectUri),
      item('scopes', 'copy', l10n.t('Copy the Scopes'), scopes),
      item(
        'other',
        'edit',
        l10n.t('Use Another Application…'),
        l10n.t('Current Client ID: {0}', escapeIcons(oneLine(clientId, 80))),
      ),
    ];
    const active = items.find(({ run }) => run === copied) ?? items[0];
    const step = await pickStep({
      title: titleOf(),
      back: false,
      placeholder: l10n.t('One-time setup: add the redirect address and scopes to the application'),
      items,
      ...(active && { active }),
    });
    if (step.kind !== 'done') return undefined;
    const { run } = step.value;
    if (run === 'open') return signIn;
    if (run === 'other') clientId = (await askClientId(app, account, clientId)) ?? clientId;
    else {
      await env.clipboard.writeText(run === 'redirect' ? redirectUri : scopes);
      copied = run;
    }
  }
}

/** Stores a grant that belongs to the account, and revokes any other. */
async function storeGrant(
  { session }: App,
  grants: Grants,
  account: Account,
  grant: Grant,
): Promise<boolean> {
  const revoke = () => grants.revoke(account, grant).catch(() => undefined);
  try {
    const isOwn = await session.run(async ({ live }) => (await live?.ownsGrant(grant)) ?? false);
    // The user may have switched accounts.
    if (session.current.kind !== 'signed-in' || session.current.account.id !== account.id) {
      return fail({ code: 'cancelled' });
    }
    if (isOwn) {
      await grants.save(account, grant);
      return true;
    }
  } catch (thrown) {
    await revoke();
    throw thrown;
  }
  await revoke();
  showFailed(
    l10n.t(
      'The browser is signed in to a different account or company than {0}. Sign out there, or use a private window.',
      toastText(displayName(account)),
    ),
  );
  return false;
}

function showFailed(why: string): void {
  const text = [l10n.t('Browser sign-in failed.'), why].join(' ');
  void offer(window.showErrorMessage, text, [commandAction(titleOf(), commandIds.signInInBrowser)]);
}

function titleOf(): string {
  return l10n.t('Sign In with Browser');
}
