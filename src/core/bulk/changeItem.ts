import type { TicketActions } from '../actions/ticketActions';
import { pickValues, changedKeys } from '../actions/ticketFields';
import type { LostChange, SavedTicket, TicketSnapshot } from '../actions/ticketOutcome';
import type { CallOptions } from '../domain/connection';
import { failureOf, type Failure } from '../domain/failure';
import type { TicketChange, TicketSummary } from '../domain/ticket';
import { limitIn } from './changeInTurn';
import type { ItemOutcome, RunItemState, Run, RunItem, SentChange } from './run';

export type ItemResult =
  /** `limit`: LiveChat limited a part, which waits as `rest`. */
  | {
      readonly kind: 'finished';
      readonly state: RunItemState;
      readonly outcome?: ItemOutcome;
      readonly rest?: TicketChange;
      readonly limit?: Failure;
    }
  /** The run cannot continue now. `waiting`: nothing was sent. `sending`: it is not known yet. */
  | { readonly kind: 'blocked'; readonly why: Failure; readonly state: 'waiting' | 'sending' }
  /** Nothing was sent, because another window has the run. */
  | { readonly kind: 'not-mine' };

export interface ChangeTools {
  readonly actions: TicketActions;
  readonly call: CallOptions;
  /** Whether a failure concerns all tickets of a run. */
  readonly isBlocking: (why: Failure) => boolean;
}

/**
 * Reads the ticket, and sends what differs from it unless others changed it since it was shown.
 * @param markSending stores what is about to be sent; resolves to whether it may be
 */
export async function changeItem(
  { actions, call, isBlocking }: ChangeTools,
  run: Run,
  { ticketId, ticket, change }: RunItem,
  markSending: (sent: SentChange) => Promise<boolean>,
): Promise<ItemResult> {
  const claim = { isMine: true };
  const maySend = async (send: TicketChange, now: Parameters<typeof pickValues>[0]): Promise<boolean> => {
    const before = pickValues(now, changedKeys(send));
    claim.isMine = await markSending({ change: send, before, events: now.events.length });
    return claim.isMine;
  };
  try {
    const sending = { call, run: run.id, maySend };
    const result = await actions.update({ ticketId, change }, { base: shown(ticket), sending });
    if (!claim.isMine) return { kind: 'not-mine' };
    if (result.kind === 'conflict')
      return { kind: 'finished', state: 'failed', outcome: { conflicts: result.fields } };
    return result.kind === 'lost' ? lostResult(result) : savedResult(result, change);
  } catch (thrown) {
    const why = failureOf(thrown);
    if (!why) throw thrown;
    if (isBlocking(why)) return { kind: 'blocked', why, state: 'waiting' };
    return { kind: 'finished', state: 'failed', outcome: { why } };
  }
}

/** A row as a version to compare with. It is never fresh, so that the ticket is read again. */
function shown(ticket: TicketSummary): TicketSnapshot {
  return { ticket: { ...ticket, tags: ticket.tags ?? [], groups: [], events: [] }, readAt: 0 };
}

function lostResult({ why, done, missing }: LostChange): ItemResult {
  return { kind: 'finished', state: 'unconfirmed', outcome: { why, done, missing } };
}

function savedResult({ sent, warnings }: SavedTicket, change: TicketChange): ItemResult {
  if (sent.length === 0) return { kind: 'finished', state: 'unchanged' };
  const limit = limitIn(warnings);
  // The rest of the change was made, and the message in it was sent.
  if (limit) return { kind: 'finished', state: 'waiting', rest: restOf(change, warnings), limit };
  const isPartly = warnings.some(({ kind }) => kind === 'tags-not-set' || kind === 'not-done');
  return {
    kind: 'finished',
    state: isPartly ? 'failed' : 'done',
    ...(warnings.length > 0 && { outcome: { warnings } }),
  };
}

function restOf({ tags, status }: TicketChange, warnings: SavedTicket['warnings']): TicketChange {
  const isOpen = (field: string): boolean =>
    warnings.some((warning) =>
      warning.kind === 'tags-not-set'
        ? field === 'tags'
        : warning.kind === 'not-done' && warning.field === field,
    );
  return {
    ...(tags && isOpen('tags') && { tags }),
    ...(status && isOpen('status') && { status }),
  };
}
