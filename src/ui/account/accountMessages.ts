import { commands, l10n, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { displayName, type Account } from '../../core/domain/account';
import type { ApiNotice } from '../../core/domain/connection';
import type { AccountProblem } from '../../core/stores/accounts/accountStore';
import type { OriginQuestion } from '../../core/stores/accounts/keyOrigins';
import { commandIds, settingKeys } from '../../manifest';
import {
  commandAction,
  offer,
  openSettingAction,
  showLogAction,
  toastText,
} from '../messages/failureMessages';
import { whyStorage } from '../messages/storageMessages';
import { openUrl } from '../shell/openAddress';

/** Where users create tokens and find their account id. */
const consoleUrl = 'https://platform.text.com/console';

/** Says that LiveChat announced an API as legacy or deprecated. */
export async function showApiNotice({ kind, api, since }: ApiNotice): Promise<void> {
  const name = toastText(nameOf(api), 60);
  const updates = {
    title: l10n.t('Check for Updates'),
    run: () => commands.executeCommand('workbench.extensions.action.checkForUpdates'),
  };
  if (kind === 'legacy') {
    const text = l10n.t(
      'LiveChat’s {0} has been legacy since {1}: a newer version is available, and this one continues to work. Keep Desk for LiveChat up to date.',
      name,
      since,
    );
    await offer(window.showInformationMessage, text, [updates]);
    return;
  }
  const text = l10n.t(
    'LiveChat has deprecated its {0} ({1}) and may turn it off. Update Desk for LiveChat to continue working.',
    name,
    since,
  );
  await offer(window.showWarningMessage, text, [updates]);
}

/** Says how to migrate an account whose API has a successor. */
export async function showMigrationNotice(account: Account): Promise<void> {
  const text = l10n.t(
    'LiveChat has deprecated the API used by {0}, without an end date. To migrate, create a personal access token in the Developer Console and sign in with it as a platform account. You can keep both accounts.',
    toastText(displayName(account), 80),
  );
  await offer(window.showInformationMessage, text, [
    commandAction(l10n.t('Sign In'), commandIds.signIn),
    { title: l10n.t('Open Developer Console'), run: () => openUrl(consoleUrl) },
  ]);
}

/** Warns that the monthly budget of API calls is nearly or fully used. */
export async function warnOfBudget(
  account: Account,
  level: 'slowed' | 'stopped',
  budget: number,
): Promise<void> {
  const name = toastText(displayName(account), 80);
  const text =
    level === 'slowed'
      ? l10n.t(
          '{1} has used 80% of its monthly budget of {0} API calls. Background calls are now limited to one per minute.',
          budget,
          name,
        )
      : l10n.t(
          'The monthly budget of {0} API calls for {1} is used up. Background calls have stopped until next month; your own actions still work.',
          budget,
          name,
        );
  await offer(window.showWarningMessage, text, [openSettingAction(settingKeys.monthlyBudget)]);
}

/** Asks whether the key may be sent to the host in the settings. @returns `false` unless the user agrees */
export async function askForAddress({ account, setting, host }: OriginQuestion): Promise<boolean> {
  const text = l10n.t(
    'The setting {0} names {1}, but the key of {2} was entered for another address. Send the key to {1}?',
    setting,
    toastText(host, 80),
    toastText(displayName(account), 80),
  );
  let isAllowed = false;
  await offer(window.showWarningMessage, text, [
    { title: l10n.t('Send Key'), run: () => (isAllowed = true) },
    openSettingAction(setting),
  ]);
  return isAllowed;
}

/** Says that the list of accounts could not be read or written, and why. */
export async function showAccountProblem({ during, fault }: AccountProblem): Promise<void> {
  const text =
    during === 'read'
      ? l10n.t('Your LiveChat accounts could not be loaded.')
      : l10n.t('The change to your LiveChat accounts applies to this window only, until it closes.');
  await offer(window.showWarningMessage, [text, whyStorage(fault)].join(' '), [showLogAction()]);
}

/** The product's name of an API; an unknown one as it is. */
function nameOf(api: string): string {
  const [, version, service] = /^\/v([\d.]+)\/(configuration|agent)$/.exec(api) ?? [];
  if (service === 'configuration') return `Configuration API ${version}`;
  if (service === 'agent') return `Agent Chat API ${version}`;
  if (api === 'helpdesk') return 'HelpDesk API';
  return api === 'accounts' ? 'Global Accounts API' : oneLine(api, 60);
}
