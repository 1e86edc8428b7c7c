import { l10n } from 'vscode';
import { clientIdProblem } from '../../core/domain/signIn';
import { textStep, type StepResult } from '../shell/steps';
import { problemText } from './kindLabels';

export interface ClientIdQuestion {
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
