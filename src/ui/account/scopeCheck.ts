import { l10n, window } from 'vscode';
import { logRejection } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import { accountIdOf } from '../../core/stores/sessionStore';
import { scopesOf } from '../../core/stores/tokenScopes';
import { commandIds } from '../../manifest';
import { commandAction, copyScopesAction, offer } from '../messages/failureMessages';
import { missingScopesText } from '../messages/scopeUses';
import type { App } from '../shell/app';

/** Says once after a sign-in which scopes the new token lacks. Those that cannot be checked are left to the doctor. */
export function checkScopes({ session, log }: Pick<App, 'session' | 'log'>, account: Account): void {
  const check = async (): Promise<void> => {
    if (accountIdOf(session.current) !== account.id) return;
    const report = await scopesOf(session);
    const text = report && missingScopesText(report);
    if (text === undefined) return;
    const again = commandAction(l10n.t('Sign In Again'), commandIds.signInAgain);
    await offer(window.showWarningMessage, text, [copyScopesAction(), again]);
  };
  logRejection(check(), log);
}
