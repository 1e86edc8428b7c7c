import { l10n } from 'vscode';
import type { TicketWarning } from '../../core/actions/ticketOutcome';
import type { Failure } from '../../core/domain/failure';
import type { DetailPart, ProblemView } from '../../protocol/detail';
import type { FormSpec } from '../../protocol/form';
import { faultSentence, nextOf, ownFault, sentenceOf, whyOf } from '../shell/messages';
import { wholeNumber } from '../shell/times';
import { labelsOf } from './detailFields';
import type { DetailMessages } from './detailPorts';

/** @param accountName whose ticket it is */
export function detailMessages(accountName: string): DetailMessages {
  return {
    problem: (why) => problemOf(why, accountName),
    refusal: (part, spec, why) => refusalOf(part, spec, why, accountName),
    saved: (part, content) => [done(part), newsText(content)].filter(Boolean).join(' '),
    warnings: (spec, warnings) => warnings.map((warning) => warningText(spec, warning)).join(' '),
    lost: (spec, why, missing) =>
      [whyOf(why), l10n.t('Could not confirm: {0}. It was not retried.', labelsOf(spec, missing))].join(' '),
    conflict: (spec, fields) => ({
      text: conflictText(labelsOf(spec, fields)),
      choices: [
        { choice: 'mine', label: saveMine() },
        { choice: 'theirs', label: takeTheirs() },
        { choice: 'keep', label: keepEditing() },
        { choice: 'compare', label: l10n.t('Compare') },
      ],
    }),
    tookTheirs: () => l10n.t('The ticket keeps its current values.'),
    keptMine: () => l10n.t('What you typed is still here and not saved.'),
    changed: (content) => newsText(content) || l10n.t('The ticket was updated.'),
  };
}

export function conflictText(fields: string): string {
  return [l10n.t('Someone else has changed this ticket: {0}.', fields), l10n.t('Nothing was sent.')].join(
    ' ',
  );
}

export function saveMine(): string {
  return l10n.t('Save Mine Anyway');
}

export function takeTheirs(): string {
  return l10n.t('Take Theirs');
}

function keepEditing(): string {
  return l10n.t('Keep Editing');
}

function problemOf(why: Failure | 'fault' | 'otherAccount', accountName: string): ProblemView {
  const title = l10n.t('The ticket could not be loaded.');
  const retry = { command: 'retry', label: l10n.t('Try again') } as const;
  if (why === 'fault') return { kind: 'failed', title, text: ownFault(), action: retry };
  if (why === 'otherAccount')
    return { kind: 'otherAccount', title, text: otherAccount(accountName), action: retry };
  switch (why.code) {
    case 'not-found':
      return {
        kind: 'gone',
        title: l10n.t('This ticket is not available.'),
        text: l10n.t('Not found in LiveChat.'),
        action: retry,
      };
    case 'unauthorized':
    case 'not-signed-in':
      return {
        kind: 'signIn',
        title: l10n.t('LiveChat refused the key or token of this account.'),
        text: l10n.t('What you typed here is kept.'),
        action: { command: 'signIn', label: l10n.t('Sign in again') },
      };
    default:
      return {
        kind: 'failed',
        title,
        text: [whyOf(why), nextOf(why)].filter((part) => part !== '').join(' '),
        action: retry,
      };
  }
}

function refusalOf(
  part: DetailPart,
  spec: FormSpec,
  why: Failure | 'fault' | 'otherAccount',
  accountName: string,
): string {
  const attempt = (): string =>
    part === 'reply' ? l10n.t('The message was not sent.') : l10n.t('The ticket was not saved.');
  if (why === 'fault') return faultSentence(attempt);
  if (why === 'otherAccount') return [attempt(), otherAccount(accountName)].join(' ');
  if (why.code !== 'unsupported') return sentenceOf(why, attempt);
  const { field, instead } = why;
  const named = { ...why, field: labelsOf(spec, field.split(', ')) };
  return sentenceOf(
    instead === undefined ? named : { ...named, instead: labelsOf(spec, [instead]) },
    attempt,
  );
}

function warningText(spec: FormSpec, warning: TicketWarning): string {
  switch (warning.kind) {
    case 'tags-not-set':
      return sentenceOf(warning.why, () => l10n.t('The ticket’s tags could not be set.'));
    case 'not-done':
      return sentenceOf(warning.why, () => l10n.t('Not done: {0}.', labelsOf(spec, [warning.field])));
    case 'not-carried':
      return l10n.t('LiveChat did not apply: {0}.', labelsOf(spec, [warning.field]));
    case 'answer-lost':
      return l10n.t('The change was made, but the response was lost. {0}', whyOf(warning.why));
  }
}

function done(part: DetailPart): string {
  return part === 'reply' ? l10n.t('The message was sent.') : l10n.t('The ticket was saved.');
}

function newsText(count: number): string {
  return count > 0 ? l10n.t('New in the conversation: {0}', wholeNumber(count)) : '';
}

function otherAccount(name: string): string {
  return l10n.t('The ticket belongs to account {0}. Switch to it, then try again.', name);
}
