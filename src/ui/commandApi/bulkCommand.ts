import { l10n } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import { changeInTurn, type TurnOutcome } from '../../core/bulk/changeInTurn';
import { readBulk } from '../../core/domain/input/bulkInput';
import { sentenceOf, whyOf } from '../messages/failureMessages';
import { contractKeys, lostChangeText } from '../messages/outcomeMessages';
import { ticketNotSaved, ticketUndoneTexts, ticketWarningTexts } from '../messages/ticketMessages';
import { inputOf, orLiveChatError } from '../shell/liveChatError';

export interface BulkItem {
  readonly ticketId: string;
  readonly outcome: 'would-change' | 'done' | 'unchanged' | 'failed' | 'not-sent';
  /** A sentence. */
  readonly message?: string;
}

/** Changes several tickets for code. Rejects with a `LiveChatError` only before anything is sent. */
export async function changeTicketsForCode(
  actions: TicketActions,
  argument: unknown,
): Promise<{ readonly items: readonly BulkItem[] }> {
  const attempt = (): string => l10n.t('The tickets were not changed.');
  return await orLiveChatError(attempt, async () => {
    const input = inputOf(readBulk(argument, actions.capabilities.statuses));
    const results = await changeInTurn(actions, input);
    return { items: results.map(({ ticketId, outcome }) => ({ ticketId, ...itemOf(outcome) })) };
  });
}

function itemOf(outcome: TurnOutcome): Omit<BulkItem, 'ticketId'> {
  switch (outcome.kind) {
    case 'would-change':
      return {
        outcome: 'would-change',
        message: l10n.t('Would change: {0}.', contractKeys(outcome.keys)),
      };
    case 'unchanged':
      return {
        outcome: 'unchanged',
        ...(outcome.isRepeated && { message: l10n.t('The ticket is in the list more than once.') }),
      };
    case 'saved': {
      const undone = ticketUndoneTexts(outcome.warnings, contractKeys);
      const texts = ticketWarningTexts(outcome.warnings, contractKeys);
      return {
        outcome: undone.length > 0 ? 'failed' : 'done',
        ...(texts.length > 0 && { message: texts.join(' ') }),
      };
    }
    case 'lost':
      return { outcome: 'failed', message: lostChangeText(outcome, contractKeys) };
    case 'failed':
      return { outcome: 'failed', message: sentenceOf(outcome.why, ticketNotSaved) };
    case 'not-sent':
      return { outcome: 'not-sent', message: l10n.t('Not sent. {0}', whyOf(outcome.why)) };
  }
}
