import { commands, env, l10n, Uri, window } from 'vscode';
import type { KeyValues } from '../../core/actions/learnedCapabilities';
import { oneLine } from '../../core/base/plainText';
import { displayName, type Account } from '../../core/domain/account';
import { capabilitiesOf } from '../../core/domain/capabilities';
import type { ApiNotice } from '../../core/domain/connection';
import { commandIds } from '../../manifest';
import { commandAction, offer, toastText } from '../messages/failureMessages';
import { ShownOnce } from './shownOnce';

/** Where users create tokens and find their account id. */
const consoleUrl = 'https://platform.text.com/console';
const migrationNotice = 'move';

/** Notices that an account's API is deprecated. Each is shown once per account, and never for the demo account. */
export class AccountNotices {
  private readonly shown: ShownOnce;

  constructor(memory: KeyValues) {
    this.shown = new ShownOnce(memory);
  }

  /** A response announced that the API is legacy or deprecated. APIs with the same date share one notice. */
  async ofApi(account: Account, { kind, api, since }: ApiNotice): Promise<void> {
    if (!this.shown.claim(account, `${kind} ${since}`)) return;
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

  /** The account is active: if its kind has a successor, says how to migrate. */
  async ofKind(account: Account): Promise<void> {
    const { successor } = capabilitiesOf(account.kind);
    if (successor === undefined || !this.shown.claim(account, migrationNotice)) return;
    const text = l10n.t(
      'LiveChat has deprecated the API used by {0}, without an end date. To migrate, create a personal access token in the Developer Console and sign in with it as a platform account. You can keep both accounts.',
      toastText(displayName(account), 80),
    );
    await offer(window.showInformationMessage, text, [
      commandAction(l10n.t('Sign In'), commandIds.signIn),
      { title: l10n.t('Open Developer Console'), run: () => env.openExternal(Uri.parse(consoleUrl)) },
    ]);
  }

  /** For an account of a start-up script on this machine, which has nothing to migrate. */
  suppressMigration(account: Account): void {
    this.shown.claim(account, migrationNotice);
  }
}

/** The product's name of an API; an unknown one as it is. */
function nameOf(api: string): string {
  const [, version, service] = /^\/v([\d.]+)\/(configuration|agent)$/.exec(api) ?? [];
  if (service === 'configuration') return `Configuration API ${version}`;
  if (service === 'agent') return `Agent Chat API ${version}`;
  if (api === 'helpdesk') return 'HelpDesk API';
  return api === 'accounts' ? 'Global Accounts API' : oneLine(api, 60);
}
