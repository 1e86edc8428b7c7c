import { l10n, type QuickPickItem } from 'vscode';
import { accountId, type Account, type AccountKind, type Credential } from '../../core/domain/account';
import type { Agent } from '../../core/domain/agent';
import { failureOf } from '../../core/domain/failure';
import { emailProblem, secretProblem, type SignInProblem } from '../../core/domain/signIn';
import { nextOf, whyOf } from '../shell/messages';
import { pickStep, textStep, type StepResult } from '../shell/steps';

export type CheckCredential = (credential: Credential, signal: AbortSignal) => Promise<Agent>;

interface Answers {
  kind: AccountKind;
  name: string;
  secret: string;
}

interface KindItem extends QuickPickItem {
  readonly kindOfAccount: AccountKind;
}

/**
 * Asks for kind, name and secret, with Back, and checks them by one real call.
 * @param again the account to sign in to again: only its secret is asked for, the rest is one Back away
 * @returns `undefined` when the person ended it
 */
export async function askCredential(
  check: CheckCredential,
  again?: Account,
): Promise<Credential | undefined> {
  const answers: Answers = { kind: again?.kind ?? 'classic', name: again?.name ?? '', secret: '' };
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

function credentialOf({ kind, name, secret }: Answers): Credential {
  return { account: { id: accountId(kind, name), kind, name: name.trim() }, secret: secret.trim() };
}

async function kindStep(answers: Answers): Promise<StepResult<unknown>> {
  const items: KindItem[] = [
    {
      label: `$(key) ${l10n.t('Classic account')}`,
      detail: l10n.t('E-mail address and API key'),
      kindOfAccount: 'classic',
    },
    {
      label: `$(organization) ${l10n.t('Platform account')}`,
      detail: l10n.t('Account ID and personal access token. This version cannot connect to it yet.'),
      kindOfAccount: 'platform',
    },
  ];
  const active = items.find(({ kindOfAccount }) => kindOfAccount === answers.kind);
  for (;;) {
    const result = await pickStep({
      title: titleOf(),
      step: 1,
      totalSteps: 3,
      back: false,
      placeholder: l10n.t('Which kind of LiveChat account?'),
      items,
      ...(active && { active }),
    });
    if (result.kind !== 'done') return result;
    if (result.value.kindOfAccount === 'classic') {
      answers.kind = 'classic';
      return result;
    }
  }
}

async function nameStep(answers: Answers): Promise<StepResult<unknown>> {
  const result = await textStep({
    title: titleOf(),
    step: 2,
    totalSteps: 3,
    back: true,
    prompt: l10n.t('E-mail address that you sign in to LiveChat with'),
    placeholder: 'you@example.com',
    value: answers.name,
    accept: (text) => problemText(emailProblem(text)),
  });
  if (result.kind === 'done') answers.name = result.value;
  return result;
}

async function secretStep(answers: Answers, check: CheckCredential): Promise<StepResult<unknown>> {
  const result = await textStep({
    title: titleOf(),
    step: 3,
    totalSteps: 3,
    back: true,
    prompt: l10n.t('API key or personal access token of {0}', answers.name.trim()),
    value: answers.secret,
    password: true,
    accept: async (text, signal) => {
      answers.secret = text;
      return problemText(secretProblem(text)) ?? (await refusal(check, credentialOf(answers), signal));
    },
  });
  return result;
}

/** What the real call said against the credential. */
async function refusal(
  check: CheckCredential,
  credential: Credential,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await check(credential, signal);
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    if (failure.code === 'unauthorized') {
      return l10n.t('LiveChat refused this e-mail address or key. Check both; Back leads to the address.');
    }
    return `${whyOf(failure)} ${nextOf(failure)}`;
  }
}

function problemText(problem: SignInProblem | undefined): string | undefined {
  switch (problem) {
    case undefined:
      return undefined;
    case 'empty':
      return l10n.t('This cannot be empty.');
    case 'not-an-email':
      return l10n.t('This is not an e-mail address, such as you@example.com.');
    case 'not-visible':
      return l10n.t('A key has no spaces and no special letters. Copy it again.');
  }
}

function titleOf(): string {
  return l10n.t('Sign In to LiveChat');
}
