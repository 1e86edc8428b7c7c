import { l10n } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type {
  LostChange,
  LostTicket,
  TicketListResult,
  TicketUpdateResult,
  TicketWarning,
} from '../../core/actions/ticketOutcome';
import { contractTicket } from '../../core/actions/ticketResult';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import type { Checked } from '../../core/domain/fieldProblem';
import type { Ticket } from '../../core/domain/ticket';
import {
  readTicketChange,
  readTicketDraft,
  readTicketId,
  readTicketQuery,
  type TicketChangeInput,
} from '../../core/domain/ticketInput';
import { inputOf, LiveChatError, orLiveChatError } from '../shell/liveChatError';
import { sentenceOf, toastText, whyOf } from '../shell/messages';

/**
 * Tickets for code: an unchecked argument in, the contract's result out. Every method rejects with a
 * `LiveChatError` where the work failed, or was done in part only.
 */
export class TicketCommandApi {
  constructor(private readonly actions: TicketActions) {}

  /** What the active account calls the groups of its tickets. */
  get groupedBy(): TicketCapabilities['groupedBy'] {
    return this.actions.can.groupedBy;
  }

  async list(argument: unknown): Promise<TicketListResult> {
    const attempt = (): string => l10n.t('Tickets could not be loaded.');
    return await orLiveChatError(attempt, async () => {
      const { query, page } = inputOf(readTicketQuery(argument, this.actions.can.statuses));
      return (await this.actions.list(query, page)).result;
    });
  }

  async get(argument: unknown): Promise<Ticket> {
    const attempt = (): string => l10n.t('The ticket could not be loaded.');
    return await orLiveChatError(attempt, async () =>
      contractTicket(await this.actions.get(inputOf(readTicketId(argument)))),
    );
  }

  async create(argument: unknown): Promise<Ticket> {
    const attempt = (): string => l10n.t('The ticket was not created.');
    return await orLiveChatError(attempt, async () => {
      const result = await this.actions.create(inputOf(readTicketDraft(argument)));
      if (result.kind === 'lost') throw new LiveChatError(result.why.code, lostTicketText(result));
      const created = l10n.t('Ticket {0} was created.', toastText(result.ticket.id));
      return whole(contractTicket(result.ticket), created, result.warnings);
    });
  }

  /** The argument of `update`, checked as it will be. */
  readChange(argument: unknown): Checked<TicketChangeInput> {
    return readTicketChange(argument, this.actions.can.statuses);
  }

  async update(argument: unknown): Promise<Ticket> {
    const attempt = (): string => l10n.t('The ticket was not saved.');
    return await orLiveChatError(attempt, async () => {
      const input = inputOf(this.readChange(argument));
      return savedTicket(input.ticketId, await this.actions.update(input));
    });
  }
}

function savedTicket(id: string, result: TicketUpdateResult): Ticket {
  const saved = l10n.t('Ticket {0} was saved.', toastText(id));
  switch (result.kind) {
    case 'saved':
      return whole(contractTicket(result.ticket), saved, result.warnings);
    case 'conflict': {
      const fields = result.fields.join(', ');
      throw new LiveChatError(
        'conflict',
        l10n.t('The ticket was not saved. Someone else has changed these fields: {0}.', fields),
      );
    }
    case 'lost':
      throw new LiveChatError(result.why.code, lostChangeText(result));
  }
}

/** @throws LiveChatError where a part of what was asked was not done: nothing is dropped silently */
function whole(ticket: Ticket, done: string, warnings: readonly TicketWarning[]): Ticket {
  const tags = warnings.find((warning) => warning.kind === 'tags-not-set');
  const open = warnings.find((warning) => warning.kind === 'not-done');
  const fields = warnings.flatMap((warning) => (warning.kind === 'not-carried' ? [warning.field] : []));
  const sentences = [
    ...(tags ? [sentenceOf(tags.why, () => l10n.t('The ticket’s tags could not be set.'))] : []),
    ...(open ? [sentenceOf(open.why, () => l10n.t('Not done: {0}.', open.field))] : []),
    ...(fields.length > 0 ? [l10n.t('LiveChat did not apply: {0}.', fields.join(', '))] : []),
  ];
  if (sentences.length === 0) return ticket;
  throw new LiveChatError((tags ?? open)?.why.code ?? 'unsupported', [done, ...sentences].join(' '), ticket);
}

function lostTicketText({ why, found, unsearched }: LostTicket): string {
  const lost = [l10n.t('The response to creating the ticket was lost.'), whyOf(why)];
  if (unsearched) {
    return [
      ...lost,
      l10n.t('Could not confirm that the ticket was created, and searching for it also failed.'),
      whyOf(unsearched),
      l10n.t('Check the list before you create it again.'),
    ].join(' ');
  }
  if (found.length > 0) {
    const ids = toastText(found.map(({ id }) => id).join(', '));
    return [
      ...lost,
      l10n.t('A ticket with this requester and subject was found: {0}.', ids),
      l10n.t('Review it before you create it again.'),
    ].join(' ');
  }
  return [
    ...lost,
    l10n.t('No matching ticket was found, so it was most likely not created. The request was not retried.'),
  ].join(' ');
}

function lostChangeText({ why, done, missing }: LostChange): string {
  return [
    l10n.t('The response to the change was lost.'),
    whyOf(why),
    ...(done.length > 0 ? [l10n.t('Done: {0}.', done.join(', '))] : []),
    l10n.t('Could not confirm: {0}. It was not retried.', missing.join(', ')),
  ].join(' ');
}
