import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { changedKeys } from '../../core/actions/ticketFields';
import { isSameAddress } from '../../core/domain/account';
import {
  runItemStates,
  type RunItemState,
  type Run,
  type RunCounts,
  type RunItem,
} from '../../core/bulk/run';
import type { BulkButtons, BulkModel, BulkRow, BulkStage } from '../../protocol/bulk';
import { requesterName, shownId, subjectLabel } from '../messages/ticketLabels';
import { inTime, wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import {
  bulkLabels,
  changeTexts,
  detailText,
  outcomeText,
  planNotes,
  plannedText,
  reportText,
  runTitle,
} from './bulkTexts';

/** What the page needs to know besides the run itself. */
export interface RunSituation {
  readonly revision: number;
  /** Whether this window works on the run. */
  readonly isActive: boolean;
  /** How many tickets were read to plan it. */
  readonly reading?: { readonly done: number; readonly of: number };
}

/** How often the progress is announced, in parts of the whole. */
const announcedParts = 10;

export function bulkModel(
  app: Pick<App, 'agents' | 'clock' | 'shield'>,
  run: Run,
  items: readonly RunItem[],
  situation: RunSituation,
): BulkModel {
  const counts = countsOf(items);
  const now = app.clock.now();
  const stage = stageOf(run, situation, now);
  const handled = items.length - counts.waiting - counts.sending;
  const summary = summaryOf(stage, run, counts, { handled, situation, now });
  const hasProgress = stage === 'running' || stage === 'waiting' || stage === 'paused';
  const step = Math.floor((handled / Math.max(1, items.length)) * announcedParts);
  return {
    key: String(run.id),
    title: runTitle(run, items.length),
    stage,
    notes: stage === 'planned' ? planNotes(run, items) : [],
    summary,
    announcement:
      stage === 'running' ? l10n.t('{0} % done', wholeNumber((step * 100) / announcedParts)) : summary,
    ...(hasProgress && { progress: { done: handled, of: items.length } }),
    ...(stage === 'reading' && situation.reading && { progress: situation.reading }),
    rows: items.map((item) => rowOf(app, run, item, stage)),
    buttons: buttonsOf(stage, run, items, counts),
    labels: bulkLabels(),
    revision: situation.revision,
  };
}

function countsOf(items: readonly RunItem[]): RunCounts {
  const count = (state: RunItemState): number => items.filter((item) => item.state === state).length;
  return Object.fromEntries(runItemStates.map((state) => [state, count(state)])) as Record<
    RunItemState,
    number
  >;
}

function stageOf({ state, pausedUntil = 0 }: Run, { isActive }: RunSituation, now: number): BulkStage {
  switch (state) {
    case 'selected':
      return 'reading';
    case 'planned':
    case 'ended':
      return state;
    case 'paused':
      return 'paused';
    case 'running':
      if (!isActive) return 'paused';
      return pausedUntil > now ? 'waiting' : 'running';
  }
}

function summaryOf(
  stage: BulkStage,
  { pausedUntil = 0 }: Run,
  counts: RunCounts,
  {
    handled,
    situation: { reading },
    now,
  }: { readonly handled: number; readonly situation: RunSituation; readonly now: number },
): string {
  const all = handled + counts.waiting + counts.sending;
  switch (stage) {
    case 'reading':
      return reading
        ? l10n.t('Reading tickets: {0} of {1}.', wholeNumber(reading.done), wholeNumber(reading.of))
        : l10n.t('Reading tickets…');
    case 'planned':
      return plannedText(counts);
    case 'running':
      return l10n.t('{0} of {1} tickets are done.', wholeNumber(handled), wholeNumber(all));
    case 'waiting':
      return l10n.t('LiveChat limits calls. The run continues {0}.', inTime(pausedUntil - now));
    case 'paused':
      return [l10n.t('Paused.'), reportText(counts)].join(' ');
    case 'ended':
      return reportText(counts);
    case 'gone':
      return '';
  }
}

function buttonsOf(
  stage: BulkStage,
  { undoOf }: Run,
  items: readonly RunItem[],
  { waiting, done, unconfirmed }: RunCounts,
): BulkButtons {
  switch (stage) {
    case 'reading':
      return { cancel: l10n.t('Cancel') };
    case 'planned': {
      const messages = items.filter(({ change }) => change.message !== undefined).length;
      const isUndo = undoOf !== undefined;
      return {
        ...(waiting > 0 && {
          confirm: isUndo
            ? l10n.t('Undo in {0} Tickets', wholeNumber(waiting))
            : l10n.t('Change {0} Tickets', wholeNumber(waiting)),
        }),
        ...(messages > 0 && { review: l10n.t('Review One by One') }),
        ...(!isUndo && { edit: l10n.t('Back to the Form') }),
        cancel: l10n.t('Discard'),
      };
    }
    case 'running':
    case 'waiting':
      return { pause: l10n.t('Pause'), cancel: l10n.t('Cancel the Rest') };
    case 'paused':
      return { resume: l10n.t('Resume'), cancel: l10n.t('Cancel the Rest') };
    case 'ended':
      return undoOf === undefined && done + unconfirmed > 0 ? { undo: l10n.t('Undo…') } : {};
    case 'gone':
      return {};
  }
}

function rowOf(
  { agents, shield }: Pick<App, 'agents' | 'shield'>,
  run: Run,
  item: RunItem,
  stage: BulkStage,
): BulkRow {
  const { position, ticket, change, state, outcome } = item;
  const { message } = change;
  const nameOf = (login: string): string => {
    const row = agents.state.rows.find(
      (each) => each.kind === 'agent' && isSameAddress(each.agent.login, login),
    );
    const name = row?.kind === 'agent' ? oneLine(row.agent.name ?? '', 60) : '';
    return name === '' ? oneLine(login, 60) : name;
  };
  // The message is shown as it is sent.
  const shown = shield.shown.ticket(ticket);
  const detail = shield.shown.text(detailText(item));
  const canChoose =
    stage === 'planned' &&
    changedKeys(change).length > 0 &&
    (state === 'waiting' || state === 'not-sent') &&
    (!outcome?.variables || message !== undefined);
  const isProblem = state === 'failed' || state === 'unconfirmed' || outcome?.variables !== undefined;
  return {
    position,
    id: shownId(ticket),
    subject: subjectLabel(shown),
    changes: changeTexts(item, nameOf).map((text) => shield.shown.text(text)),
    ...(message !== undefined && {
      message: {
        text: message,
        to:
          change.private === true
            ? l10n.t('Private note')
            : l10n.t('To {0}', requesterName(shown, 60) || l10n.t('the requester')),
      },
    }),
    outcome: outcomeText(run, item),
    tone: isProblem ? 'problem' : state === 'done' ? 'done' : 'none',
    ...(detail !== '' && { detail }),
    ...(canChoose && { isIncluded: state === 'waiting' }),
  };
}
