import { l10n } from 'vscode';
import { clientIdProblem } from '../../core/domain/signIn';
import { textStep, type StepResult } from '../shell/steps';
import { problemText } from './kindLabels';

export interface ClientIdQuestion {
  readonly title: string;
  /** What the application is needed for, as a sentence. */
  readonly purpose: string;
  /** What stands in the box at first: the id that is known, or what was typed before. */
  readonly value?: string;
  readonly back?: boolean;
  /**
   * Checks an id of the right form, e.g. by a call, and says what is wrong with it; `undefined` accepts it. What was
   * typed stays.
   */
  readonly check?: (clientId: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** Asks for the client id of an application in the Developer Console. It is no secret. */
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
