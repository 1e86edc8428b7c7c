import { l10n } from 'vscode';
import { displayName, type Account } from '../../core/domain/account';
import { failureOf, type Failure } from '../../core/domain/failure';
import { clientIdProblem } from '../../core/domain/signIn';
import type { AccountStore } from '../../core/stores/accounts/accountStore';
import type { App } from '../shell/app';
import { nextOf, whyOf } from '../messages/failureMessages';
import { textStep, type StepResult } from '../shell/steps';
import type { Connector } from './connector';
import { problemText } from './signInLabels';

/**
 * Asks for the application that an account's webhooks belong to, and verifies it by listing the application's
 * webhooks. Stores nothing.
 * @returns `undefined` when cancelled
 */
export async function askClientId(
  { accounts }: App,
  connector: Connector,
  account: Account,
): Promise<string | undefined> {
  const result = await clientIdStep({
    title: l10n.t('Webhooks of {0}', displayName(account)),
    purpose: l10n.t('Webhooks belong to an application that is installed on your LiveChat licence.'),
    value: account.clientId ?? '',
    check: (clientId, signal) => refusal(accounts, connector, { ...account, clientId }, signal),
  });
  return result.kind === 'done' ? result.value : undefined;
}

async function refusal(
  accounts: AccountStore,
  connector: Connector,
  account: Account,
  signal: AbortSignal,
): Promise<string | undefined> {
  const secret = await accounts.secretOf(account);
  if (secret === undefined) return textOf({ code: 'unauthorized' });
  const connection = await connector.open({ account, secret });
  try {
    await connection.webhooks.list({ signal });
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return textOf(failure);
  } finally {
    connection.dispose();
  }
}

function textOf(failure: Failure): string {
  if (failure.code === 'unsupported') {
    return l10n.t('None of your LiveChat applications has this Client ID. Copy it again.');
  }
  if (failure.code === 'forbidden') {
    return l10n.t(
      'This token cannot manage webhooks. It needs the scopes {0} and must belong to an owner or administrator.',
      'webhooks.configuration:rw, webhooks.state:rw',
    );
  }
  return `${whyOf(failure)} ${nextOf(failure)}`;
}

interface ClientIdQuestion {
  readonly title: string;
  /** A sentence that says what the application is needed for. */
  readonly purpose: string;
  /** Initial text of the input box. */
  readonly value?: string;
  readonly back?: boolean;
  /** Checks a well-formed id, e.g. with an API call. Resolves to an error message, or `undefined` if it is valid. */
  readonly check?: (clientId: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** Asks for the Client ID of an application in the Developer Console, which is not secret. */
export async function clientIdStep(question: ClientIdQuestion): Promise<StepResult<string>> {
  const { title, purpose, value = '', back = false, check } = question;
  const result = await textStep({
    title,
    back,
    prompt: l10n.t(
      '{0} The Developer Console shows the Client ID with your application, under Authorization.',
      purpose,
    ),
    placeholder: l10n.t('Client ID of the application'),
    value,
    accept: async (text, signal) =>
      problemText(clientIdProblem(text)) ?? (await check?.(text.trim(), signal)),
  });
  return result.kind === 'done' ? { kind: 'done', value: result.value.trim() } : result;
}
