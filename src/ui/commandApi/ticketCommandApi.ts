import { l10n } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type {
  TicketListResult,
  TicketSnapshot,
  TicketUpdateResult,
  TicketWarning,
} from '../../core/actions/ticketOutcome';
import { toPublicTicket } from '../../core/actions/ticketResult';
import { findUnsupported, type TicketCapabilities } from '../../core/domain/capabilities';
import type { Checked } from '../../core/domain/input/fieldProblem';
import type { Ticket, TicketChange, TicketDraft } from '../../core/domain/ticket';
import {
  readTicketChange,
  readTicketDraft,
  readTicketId,
  readTicketQuery,
  type TicketChangeInput,
} from '../../core/domain/input/ticketInput';
import { changeTicketsForCode } from './bulkCommand';
import type { Offline } from './offline';
import { inputOf, LiveChatError, orLiveChatError } from '../shell/liveChatError';
import { contractKeys, lostChangeText } from '../messages/outcomeMessages';
import {
  lostTicketText,
  ticketConflictText,
  ticketCreatedText,
  ticketNotCreated,
  ticketNotSaved,
  ticketSavedText,
  ticketUndoneTexts,
} from '../messages/ticketMessages';

/**
 * Tickets for code: an unchecked argument in, the contract's result out. Every method rejects with a `LiveChatError`
 * if the operation failed or was done only in part.
 */
export class TicketCommandApi {
  constructor(
    private readonly actions: TicketActions,
    private readonly offline: Pick<Offline, 'orTicket'>,
  ) {}

  /** The active account's term for the groups of tickets. */
  get groupedBy(): TicketCapabilities['groupedBy'] {
    return this.actions.capabilities.groupedBy;
  }

  async list(argument: unknown): Promise<TicketListResult> {
    const attempt = (): string => l10n.t('Tickets could not be loaded.');
    return await orLiveChatError(attempt, async () => {
      const { query, page } = inputOf(readTicketQuery(argument, this.actions.capabilities.statuses));
      return (await this.actions.list(query, page)).result;
    });
  }

  /** A ticket with the public keys only. */
  async get(argument: unknown): Promise<Ticket> {
    return toPublicTicket(await this.read(argument));
  }

  /** A ticket with all that is known of it. */
  async read(argument: unknown): Promise<Ticket> {
    return (await this.snapshot(argument)).ticket;
  }

  /** The same with the time of reading, as `base` of a later change; without a network, as it was kept. */
  async snapshot(argument: unknown): Promise<TicketSnapshot> {
    const attempt = (): string => l10n.t('The ticket could not be loaded.');
    return await orLiveChatError(attempt, async () => {
      const id = inputOf(readTicketId(argument));
      return await this.offline.orTicket(id, this.actions.read(id));
    });
  }

  async create(argument: unknown): Promise<Ticket> {
    return await orLiveChatError(ticketNotCreated, async () => {
      const result = await this.actions.create(inputOf(readTicketDraft(argument)));
      if (result.kind === 'lost') throw new LiveChatError(result.why.code, lostTicketText(result));
      return complete(result.ticket, ticketCreatedText(result.ticket), result.warnings);
    });
  }

  /** Changes several tickets, with an outcome for each. */
  async bulk(argument: unknown): ReturnType<typeof changeTicketsForCode> {
    return await changeTicketsForCode(this.actions, argument);
  }

  /** Whether the active account supports every field of a draft. */
  canCreate(draft: TicketDraft): boolean {
    return findUnsupported(this.actions.capabilities.draft, draft).length === 0;
  }

  /** Rejects if the active account is known not to support a field of the change. */
  async requireSupport(change: TicketChange): Promise<void> {
    await orLiveChatError(ticketNotSaved, () => this.actions.requireSupport(change));
  }

  /** Validates the argument of `update`. */
  readChange(argument: unknown): Checked<TicketChangeInput> {
    return readTicketChange(argument, this.actions.capabilities.statuses);
  }

  /** @param base the ticket as the person saw it: what was changed since is not overwritten */
  async update(argument: unknown, base?: TicketSnapshot): Promise<Ticket> {
    return await orLiveChatError(ticketNotSaved, async () =>
      savedTicket(await this.actions.update(inputOf(this.readChange(argument)), base ? { base } : {})),
    );
  }
}

function savedTicket(result: TicketUpdateResult): Ticket {
  switch (result.kind) {
    case 'saved':
      return complete(result.ticket, ticketSavedText(result.ticket), result.warnings);
    case 'conflict':
      throw new LiveChatError('conflict', ticketConflictText(result.fields, contractKeys));
    case 'lost':
      throw new LiveChatError(result.why.code, lostChangeText(result, contractKeys));
  }
}

/** @throws LiveChatError if a part of the request was not done: nothing is dropped silently */
function complete(ticket: Ticket, done: string, warnings: readonly TicketWarning[]): Ticket {
  const result = toPublicTicket(ticket);
  const undone = ticketUndoneTexts(warnings, contractKeys);
  if (undone.length === 0) return result;
  const [code = 'unsupported'] = warnings.flatMap((warning) =>
    warning.kind === 'tags-not-set' || warning.kind === 'not-done' ? [warning.why.code] : [],
  );
  throw new LiveChatError(code, [done, ...undone].join(' '), result);
}
