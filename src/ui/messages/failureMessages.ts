import { commands, env, l10n, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Failure } from '../../core/domain/failure';
import { type CommandId, commandIds, settingKeys } from '../../manifest';
import { newToken, scopeList, scopeWhy } from './scopeMessages';
import { unlockKeyring, whySecrets } from './storageMessages';
import { inTime } from './times';

/** What was attempted: the first sentence of the message. */
export type Attempt = () => string;

export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Toasts render `[label](url)` as a link, which customers' text must not become. */
export function toastText(text: string, length = 200): string {
  return oneLine(text, length).replaceAll('](', '] (');
}

/** Why it failed, in one sentence. */
export function whyOf(failure: Failure): string {
  switch (failure.code) {
    case 'not-signed-in':
      return l10n.t('No LiveChat account is signed in.');
    case 'unauthorized':
      return l10n.t('LiveChat refused the key or token of this account.');
    case 'forbidden':
      if (failure.scope !== undefined) return scopeWhy(failure.scope);
      return withReasons(l10n.t('This account is not allowed to do that.'), failure.reasons);
    case 'not-found':
      return l10n.t('Not found in LiveChat.');
    case 'conflict':
      return withReasons(l10n.t('The item was changed or already exists.'), failure.reasons);
    case 'invalid-input':
      return whyInvalid(failure);
    case 'rate-limited':
      return failure.by === 'budget'
        ? l10n.t('Your monthly budget of API calls is used up, and background calls have stopped.')
        : l10n.t('LiveChat rate limit reached.');
    case 'server':
      return whyServer(failure);
    case 'network':
      return l10n.t('{0} could not be reached ({1}).', failure.host, failure.cause);
    case 'timeout':
      return l10n.t('The request timed out after {0} seconds.', Math.ceil(failure.afterMs / 1000));
    case 'cancelled':
      return l10n.t('The operation was cancelled.');
    case 'unsupported':
      return l10n.t('This account does not support “{0}”.', toastText(failure.field));
  }
}

/** What the user can do next, in one sentence. */
export function nextOf(failure: Failure): string {
  switch (failure.code) {
    case 'not-signed-in':
      return l10n.t('Sign in first.');
    case 'unauthorized':
      return l10n.t('Try again. Sign in again if you have a new key.');
    case 'forbidden':
      return failure.scope === undefined
        ? l10n.t('Ask an owner or administrator of the account.')
        : newToken();
    case 'not-found':
      return l10n.t('Refresh the list.');
    case 'conflict':
      return l10n.t('Refresh, then review it again.');
    case 'invalid-input':
      if (failure.otherHost !== undefined) {
        return l10n.t('Correct the setting, or sign in again to use this address.');
      }
      return failure.field?.startsWith('livechat.') === true
        ? l10n.t('Correct the setting.')
        : l10n.t('Correct it and try again.');
    case 'rate-limited':
      if (failure.by === 'budget') return l10n.t('Refresh manually, or raise the budget in the settings.');
      return failure.retryAfterMs === undefined
        ? l10n.t('Try again in a minute.')
        : l10n.t('Try again {0}.', inTime(failure.retryAfterMs));
    case 'server':
      if (failure.problem === 'secrets') return unlockKeyring();
      return failure.problem === 'too-large'
        ? l10n.t('View it on the LiveChat website.')
        : l10n.t('Try again later. See the log for details.');
    case 'network':
      return l10n.t('Check the network and the proxy settings, then try again.');
    case 'timeout':
      return l10n.t('Try again.');
    case 'cancelled':
      return '';
    case 'unsupported':
      return failure.instead === undefined
        ? ''
        : l10n.t('This account supports “{0}” instead.', toastText(failure.instead));
  }
}

/** The complete message: what was attempted, why it failed, what to do next. */
export function sentenceOf(failure: Failure, attempt: Attempt): string {
  return [attempt(), whyOf(failure), nextOf(failure)].filter((part) => part !== '').join(' ');
}

/** The sentence for a bug of the extension; details are in the log. */
export function ownFault(): string {
  return l10n.t('Desk for LiveChat encountered an internal error.');
}

/** The complete message for a bug of the extension. */
export function faultSentence(attempt: Attempt): string {
  return [attempt(), ownFault()].join(' ');
}

type ShowMessage = (text: string, ...titles: string[]) => Thenable<string | undefined>;

/** Shows a message with a button per action, and runs the action that is selected. */
export async function offer(show: ShowMessage, text: string, actions: readonly Action[]): Promise<void> {
  const chosen = await show(text, ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

/** Shows why this machine could not store or read something. */
export async function showNotStored(why: string, attempt: Attempt): Promise<void> {
  await offer(window.showErrorMessage, [attempt(), why].join(' '), [showLogAction()]);
}

/** Shows the failure with at most two actions. Cancelling is silent. */
export async function showFailure(failure: Failure, attempt: Attempt, retry?: () => unknown): Promise<void> {
  if (failure.code === 'cancelled') return;
  await offer(window.showErrorMessage, sentenceOf(failure, attempt), actionsFor(failure, retry));
}

/** Shows a bug of the extension; details are in the log. */
export async function showFault(attempt: Attempt): Promise<void> {
  await offer(window.showErrorMessage, faultSentence(attempt), [showLogAction()]);
}

function actionsFor(failure: Failure, retry: (() => unknown) | undefined): Action[] {
  const again = retry ? [{ title: l10n.t('Retry'), run: retry }] : [];
  switch (failure.code) {
    case 'not-signed-in':
      return [commandAction(l10n.t('Sign In'), commandIds.signIn)];
    case 'unauthorized':
      return [commandAction(l10n.t('Try Again'), commandIds.tryKeyAgain), signInAgainAction()];
    case 'forbidden':
      return failure.scope === undefined ? [] : [copyScopesAction(), signInAgainAction()];
    case 'invalid-input':
      return failure.field?.startsWith('livechat.') === true ? [openSettingAction(failure.field)] : [];
    case 'rate-limited':
      return failure.by === 'budget'
        ? [...again, openSettingAction(settingKeys.monthlyBudget)]
        : [...again, showLogAction()];
    case 'network':
    case 'timeout':
    case 'server':
      return [...again, showLogAction()];
    default:
      return [];
  }
}

function signInAgainAction(): Action {
  return commandAction(l10n.t('Sign In Again'), commandIds.signInAgain);
}

/** Copies the scopes that an access token needs. */
export function copyScopesAction(): Action {
  return { title: l10n.t('Copy the Scopes'), run: () => env.clipboard.writeText(scopeList()) };
}

export function openSetting(key: string): Thenable<unknown> {
  return commands.executeCommand('workbench.action.openSettings', key);
}

export function openSettingAction(key: string, title = l10n.t('Open Settings')): Action {
  return { title, run: () => openSetting(key) };
}

export function showLogAction(): Action {
  return commandAction(l10n.t('Show Log'), commandIds.showLog);
}

export function commandAction(title: string, id: CommandId): Action {
  return { title, run: () => commands.executeCommand(id) };
}

function whyInvalid({ field, otherHost, reasons, mask }: Failure & { code: 'invalid-input' }): string {
  if (mask !== undefined)
    return l10n.t('“{0}” stands for what the privacy shield hides. Nothing was sent.', mask);
  if (field !== undefined && otherHost !== undefined) {
    return l10n.t(
      'The setting {0} names {1}, but the key of this account was entered for another address.',
      field,
      toastText(otherHost, 80),
    );
  }
  if (field === settingKeys.callsPerMinute) {
    return l10n.t('The setting {0} must be a whole number of 1 or more.', field);
  }
  if (field?.startsWith('livechat.') === true) {
    return l10n.t('The address in the setting {0} is not allowed: use https to protect your key.', field);
  }
  return withReasons(l10n.t('LiveChat rejected the submitted data.'), reasons);
}

function whyServer(failure: Failure & { code: 'server' }): string {
  switch (failure.problem) {
    case 'status':
      return l10n.t('LiveChat answered with an error ({0}).', failure.status);
    case 'not-json':
      return l10n.t('The response is not from the LiveChat API; a proxy or login page may have sent it.');
    case 'truncated':
      return l10n.t('The response was incomplete.');
    case 'too-large':
      return l10n.t('The response is too large.');
    case 'shape':
      return l10n.t('The response does not match the documented format.');
    case 'secrets':
      return whySecrets();
  }
}

function withReasons(sentence: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? sentence : `${sentence} ${toastText(reasons.join('; '))}`;
}

/**
 * Offers to restore the input of a closed panel.
 * @param title of the panel, which may be customers' text
 */
export async function offerDraft(
  title: string,
  answers: { readonly reopen: () => void; readonly discard: () => unknown },
): Promise<void> {
  const reopen = l10n.t('Reopen');
  const discard = l10n.t('Discard');
  const text = l10n.t('“{0}” was closed. What you typed is kept as a draft.', toastText(title, 60));
  const chosen = await window.showInformationMessage(text, reopen, discard);
  if (chosen === reopen) answers.reopen();
  else if (chosen === discard) await answers.discard();
}

/** Something was typed, sent or discarded in another window just before it was to be sent here. */
export function changedElsewhereText(): string {
  return l10n.t('Another window has just changed what is typed here. Check it, then try again.');
}
