import { l10n, window } from 'vscode';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import type { Capabilities } from '../../core/domain/capabilities';
import { failureOf, type Failure } from '../../core/domain/failure';
import type { Ticket } from '../../core/domain/ticket';
import type { Shown } from '../../core/shield/shownValues';
import type {
  ConflictChoice,
  DetailLabels,
  DetailPart,
  DetailState,
  ProblemView,
} from '../../protocol/detail';
import type { FormSpec } from '../../protocol/form';
import { labelsIn } from '../forms/formMessages';
import {
  changedElsewhereText,
  faultSentence,
  nextOf,
  ownFault,
  sentenceOf,
  whyOf,
} from '../messages/failureMessages';
import { lostChangeText } from '../messages/outcomeMessages';
import { ticketMarkdown } from '../messages/markdown';
import { shownId } from '../messages/ticketLabels';
import {
  messageNotSent,
  otherAccountText,
  ticketConflictText,
  ticketNotSaved,
  ticketWarningTexts,
} from '../messages/ticketMessages';
import { readAgo, wholeNumber } from '../messages/times';
import type { Versions } from '../shell/comparison';
import { detailFields } from './detailFields';
import type { DetailMessages } from './detailPorts';
import { nothingToChoose } from './detailRules';
import { eventViews, ticketView, versionText, type ViewLabels } from './ticketView';
import { viewLabels } from './viewLabels';

/** @param accountName of the ticket's account */
export function detailMessages(accountName: string): DetailMessages {
  return {
    problem: (why) => problemOf(why, accountName),
    refusal: (part, spec, why) => refusalOf(part, spec, why, accountName),
    saved: (part, content) => [done(part), newsText(content)].filter(Boolean).join(' '),
    warnings: (spec, warnings) => {
      const isUnseen = warnings.some(({ kind }) => kind === 'not-seen');
      const look = isUnseen ? [l10n.t('Refresh to look again.')] : [];
      return [...ticketWarningTexts(warnings, labelsIn(spec)), ...look].join(' ');
    },
    lost: (spec, result) => lostChangeText(result, labelsIn(spec)),
    conflict: (spec, fields) => ({
      text: ticketConflictText(fields, labelsIn(spec)),
      choices: [
        { choice: 'overwrite', label: overwriteLabel() },
        { choice: 'use-current', label: useCurrentLabel() },
        { choice: 'keep-editing', label: keepEditingLabel() },
        { choice: 'compare', label: l10n.t('Compare') },
      ],
    }),
    readBefore: (readAt, now) => l10n.t('You see the ticket as it was read {0}.', readAgo(readAt, now)),
    changedElsewhere: changedElsewhereText,
    keptCurrentValues: () => l10n.t('The ticket keeps its current values.'),
    keptEditing: () => l10n.t('What you typed is still here and not saved.'),
    changed: (content) => newsText(content) || l10n.t('The ticket was updated.'),
  };
}

function overwriteLabel(): string {
  return l10n.t('Save Anyway');
}

function useCurrentLabel(): string {
  return l10n.t('Use Current Values');
}

function keepEditingLabel(): string {
  return l10n.t('Keep Editing');
}

function problemOf(why: Failure | 'fault' | 'otherAccount', accountName: string): ProblemView {
  const title = l10n.t('The ticket could not be loaded.');
  const retry = { command: 'retry', label: l10n.t('Try again') } as const;
  if (why === 'fault') return { kind: 'failed', title, text: ownFault(), actions: [retry] };
  if (why === 'otherAccount')
    return { kind: 'otherAccount', title, text: otherAccountText(accountName), actions: [retry] };
  switch (why.code) {
    case 'not-found':
      return {
        kind: 'gone',
        title: l10n.t('This ticket is not available.'),
        text: l10n.t('Not found in LiveChat.'),
        actions: [retry],
      };
    case 'unauthorized':
    case 'not-signed-in':
      return {
        kind: 'signIn',
        title: whyOf({ code: 'unauthorized' }),
        text: l10n.t('What you typed here is kept.'),
        actions: [retry, { command: 'signIn', label: l10n.t('Sign in again') }],
      };
    default:
      return {
        kind: 'failed',
        title,
        text: [whyOf(why), nextOf(why)].filter((part) => part !== '').join(' '),
        actions: [retry],
      };
  }
}

function refusalOf(
  part: DetailPart,
  spec: FormSpec,
  why: Failure | 'fault' | 'otherAccount',
  accountName: string,
): string {
  const attempt = part === 'reply' ? messageNotSent : ticketNotSaved;
  if (why === 'fault') return faultSentence(attempt);
  if (why === 'otherAccount') return [attempt(), otherAccountText(accountName)].join(' ');
  if (why.code !== 'unsupported') return sentenceOf(why, attempt);
  const { field, instead } = why;
  const labelsOf = labelsIn(spec);
  const named = { ...why, field: labelsOf(field.split(', ')) };
  return sentenceOf(instead === undefined ? named : { ...named, instead: labelsOf([instead]) }, attempt);
}

function done(part: DetailPart): string {
  return part === 'reply' ? l10n.t('The message was sent.') : l10n.t('The ticket was saved.');
}

function newsText(count: number): string {
  return count > 0 ? l10n.t('New in the conversation: {0}', wholeNumber(count)) : '';
}

/**
 * Both versions of a ticket in conflict, as text.
 * @param can of the ticket's account
 */
export function ticketVersions(
  { base, current, merged }: TicketConflict,
  can: Capabilities | undefined,
  shown: Pick<Shown, 'ticket'>,
): Versions {
  const labels = viewLabels(can?.tickets.groupedBy ?? 'groups');
  const shared = Math.min(base.events.length, current.events.length);
  return {
    title: l10n.t('Ticket {0}: as it is now ↔ with your change', shownId(current)),
    current: versionText(shown.ticket(current), labels, shared),
    merged: versionText(shown.ticket(merged), labels, shared),
  };
}

/** @returns `undefined` if the person closed the message, which continues editing */
export async function askAboutConflict(conflict: TicketConflict): Promise<ConflictChoice | undefined> {
  const choices: readonly (readonly [string, ConflictChoice])[] = [
    [overwriteLabel(), 'overwrite'],
    [useCurrentLabel(), 'use-current'],
  ];
  const spec = detailFields.specOf(conflict.current, nothingToChoose);
  const text = ticketConflictText(conflict.fields, labelsIn(spec));
  const chosen = await window.showWarningMessage(text, ...choices.map(([label]) => label));
  return choices.find(([label]) => label === chosen)?.[1];
}

/** The ticket with its conversation, as Markdown. */
export function copiedText(
  ticket: Ticket,
  view: ViewLabels,
  { conversation, privateNote }: Pick<DetailLabels, 'conversation' | 'privateNote'>,
): string {
  return ticketMarkdown(ticketView(ticket, view), eventViews(ticket, view), { conversation, privateNote });
}

/** The sentences of the page as they may be shown: they may be from before the privacy shield was switched on. */
export function shownTexts(state: DetailState, shown: Pick<Shown, 'logLine'>): DetailState {
  const { problem, notice, form } = state;
  const failure = form?.failure;
  const masked = <T extends { readonly text: string }>(said: T): T => ({
    ...said,
    text: shown.logLine(said.text),
  });
  return {
    ...state,
    ...(problem && { problem: masked(problem) }),
    ...(notice !== undefined && { notice: shown.logLine(notice) }),
    ...(form && {
      form: { ...form, problems: form.problems.map(masked), ...(failure && { failure: masked(failure) }) },
    }),
  };
}

/** Why an action of the page failed. @param log where a bug is reported */
export function faultOf(thrown: unknown, log: (thrown: unknown) => void): string {
  const failure = failureOf(thrown);
  const attempt = (): string => l10n.t('The action failed.');
  if (failure) return sentenceOf(failure, attempt);
  log(thrown);
  return faultSentence(attempt);
}
