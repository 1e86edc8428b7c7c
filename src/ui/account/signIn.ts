import { l10n, type QuickPickItem } from 'vscode';
import {
  accountId,
  accountKinds,
  type Account,
  type AccountKind,
  type Credential,
  isSameAddress,
} from '../../core/domain/account';
import type { Agent } from '../../core/domain/agent';
import { failureOf } from '../../core/domain/failure';
import { secretProblem } from '../../core/domain/signIn';
import { nextOf, whyOf } from '../messages/failureMessages';
import { pickStep, textStep, type StepResult } from '../shell/steps';
import { kindLabels, problemText, type KindLabels } from './signInLabels';

export type CheckCredential = (credential: Credential, signal: AbortSignal) => Promise<Agent>;

/** The input for each kind is kept, so that switching between them loses nothing. */
interface Answers {
  kind: AccountKind;
  readonly typed: Readonly<Record<AccountKind, { name: string; secret: string }>>;
  /** The login that the check returned. */
  login?: string;
}

interface KindItem extends QuickPickItem {
  readonly kindOfAccount: AccountKind;
}

/**
 * Asks for kind, name and secret, with Back, and verifies them with one API call.
 * @param again the account to sign in to again: starts at the step for its secret
 * @returns `undefined` when cancelled
 */
export async function askCredential(
  check: CheckCredential,
  again?: Account,
): Promise<Credential | undefined> {
  const answers: Answers = {
    kind: again?.kind ?? 'classic',
    typed: { classic: { name: '', secret: '' }, platform: { name: '', secret: '' } },
  };
  if (again) answers.typed[again.kind].name = again.name;
  const steps = [kindStep, nameStep, (a: Answers) => secretStep(a, check)];
  let at = again ? steps.length - 1 : 0;
  for (;;) {
    const step = steps[at];
    if (!step) return credentialOf(answers);
    const result = await step(answers);
    if (result.kind === 'cancelled') return undefined;
    at += result.kind === 'back' ? -1 : 1;
  }
}

function credentialOf({ kind, typed, login }: Answers): Credential {
  const { secret } = typed[kind];
  const name = typed[kind].name.trim();
  const isDifferent = login !== undefined && !isSameAddress(login, name);
  const account = { id: accountId(kind, name), kind, name, ...(isDifferent && { login }) };
  return { account, secret: secret.trim() };
}

async function kindStep(answers: Answers): Promise<StepResult<unknown>> {
  const items = accountKinds.map((kindOfAccount): KindItem => {
    const { icon, label, needs } = kindLabels(kindOfAccount);
    return { label: `$(${icon}) ${label}`, detail: needs, kindOfAccount };
  });
  const active = items.find(({ kindOfAccount }) => kindOfAccount === answers.kind);
  const result = await pickStep({
    title: titleOf(),
    step: 1,
    totalSteps: 3,
    back: false,
    placeholder: l10n.t(
      'Account type. You are signed in to the account in all VS Code profiles of this machine.',
    ),
    items,
    ...(active && { active }),
  });
  if (result.kind === 'done') answers.kind = result.value.kindOfAccount;
  return result;
}

async function nameStep({ kind, typed }: Answers): Promise<StepResult<unknown>> {
  const labels = kindLabels(kind);
  const result = await textStep({
    title: titleOf(),
    step: 2,
    totalSteps: 3,
    back: true,
    prompt: labels.namePrompt,
    placeholder: labels.namePlaceholder,
    value: typed[kind].name,
    accept: (text) => problemText(labels.nameProblem(text)),
  });
  if (result.kind === 'done') typed[kind].name = result.value;
  return result;
}

async function secretStep(answers: Answers, check: CheckCredential): Promise<StepResult<unknown>> {
  const labels = kindLabels(answers.kind);
  const typed = answers.typed[answers.kind];
  return await textStep({
    title: titleOf(),
    step: 3,
    totalSteps: 3,
    back: true,
    prompt: labels.secretPrompt(typed.name.trim()),
    value: typed.secret,
    password: true,
    accept: async (text, signal) => {
      typed.secret = text;
      const problem = problemText(secretProblem(text));
      return problem ?? (await refusal(check, answers, labels, signal));
    },
  });
}

/** Why the API call refused the credential. */
async function refusal(
  check: CheckCredential,
  answers: Answers,
  { refused, unknownName }: KindLabels,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    answers.login = (await check(credentialOf(answers), signal)).login;
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    if (failure.code === 'unauthorized') return refused;
    if (failure.code === 'not-found') return unknownName;
    return `${whyOf(failure)} ${nextOf(failure)}`;
  }
}

function titleOf(): string {
  return l10n.t('Sign In to LiveChat');
}
