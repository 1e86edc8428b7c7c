import type { TicketActions } from '../actions/ticketActions';
import type { LostChange, SavedTicket, TicketWarning } from '../actions/ticketOutcome';
import { changedKeys } from '../actions/ticketFields';
import type { CallOptions } from '../domain/connection';
import { failureOf, type Failure, type FailureCode } from '../domain/failure';
import type { BulkInput } from '../domain/input/bulkInput';

/** What became of one ticket. */
export type TurnOutcome =
  /** `keys`: public keys of the fields that differ. */
  | { readonly kind: 'would-change'; readonly keys: readonly string[] }
  /** `isRepeated`: the ticket was changed before in the same run. */
  | { readonly kind: 'unchanged'; readonly isRepeated?: true }
  | SavedTicket
  | LostChange
  | { readonly kind: 'failed'; readonly why: Failure }
  /** `why`: the failure of an earlier ticket that ended the run. */
  | { readonly kind: 'not-sent'; readonly why: Failure };

export interface TurnResult {
  /** As it was given. */
  readonly ticketId: string;
  readonly outcome: TurnOutcome;
}

/** After these, no later ticket can be changed either. */
const endingCodes: ReadonlySet<FailureCode> = new Set([
  'rate-limited',
  'unauthorized',
  'not-signed-in',
  'cancelled',
]);

/** A ticket is read, and changed by one or two calls. */
export function callOptionsOf(tickets: number): CallOptions {
  return { callsOfRun: tickets * 2, failsIfLimited: true };
}

/**
 * Changes the tickets one after another, each read immediately before. A call that LiveChat limits is not repeated: it
 * ends the run. No ticket is changed twice, even if its long and its short id are given.
 * @returns one result per given id, in order
 * @throws FailureError `unsupported` before anything is sent
 */
export async function changeInTurn(
  actions: TicketActions,
  { ticketIds, change, dryRun }: BulkInput,
): Promise<readonly TurnResult[]> {
  await actions.requireSupport(change);
  const call = callOptionsOf(ticketIds.length);
  /** Ids that LiveChat gave the tickets. */
  const handled = new Set<string>();
  const byId = new Map<string, TurnOutcome>();
  let ending: Failure | undefined;
  const turn = async (ticketId: string): Promise<TurnOutcome> => {
    if (ending) return { kind: 'not-sent', why: ending };
    try {
      if (dryRun) {
        const { ticket, send } = await actions.preview({ ticketId, change }, call);
        const keys = changedKeys(send);
        if (keys.length === 0) return { kind: 'unchanged' };
        return isFirst(handled, ticket.id)
          ? { kind: 'would-change', keys }
          : { kind: 'unchanged', isRepeated: true };
      }
      const seen = { isRepeated: false };
      const maySend = (_send: unknown, { id }: { readonly id: string }): Promise<boolean> => {
        seen.isRepeated = !isFirst(handled, id);
        return Promise.resolve(!seen.isRepeated);
      };
      const result = await actions.update({ ticketId, change }, { sending: { call, maySend } });
      if (result.kind === 'conflict') return { kind: 'failed', why: { code: 'conflict', reasons: [] } };
      const limited = result.kind === 'saved' ? limitIn(result.warnings) : undefined;
      ending = limited ?? (result.kind === 'lost' ? endingOf(result.why) : undefined);
      if (result.kind === 'lost' || result.sent.length > 0) return result;
      return seen.isRepeated ? { kind: 'unchanged', isRepeated: true } : { kind: 'unchanged' };
    } catch (thrown) {
      const why = failureOf(thrown);
      if (!why) throw thrown;
      ending = endingOf(why);
      return { kind: 'failed', why };
    }
  };
  const results: TurnResult[] = [];
  for (const ticketId of ticketIds) {
    const before = byId.get(ticketId);
    const outcome = before ? repeated(before) : await turn(ticketId);
    byId.set(ticketId, outcome);
    results.push({ ticketId, outcome });
  }
  return results;
}

function repeated(outcome: TurnOutcome): TurnOutcome {
  const isDone = outcome.kind === 'saved' || outcome.kind === 'would-change';
  return isDone ? { kind: 'unchanged', isRepeated: true } : outcome;
}

function isFirst(handled: Set<string>, id: string): boolean {
  if (handled.has(id)) return false;
  handled.add(id);
  return true;
}

function endingOf(why: Failure): Failure | undefined {
  return endingCodes.has(why.code) ? why : undefined;
}

/** The failure of a part that LiveChat limited, after the rest of the change was made. */
export function limitIn(warnings: readonly TicketWarning[]): Failure | undefined {
  return warnings.flatMap((warning) =>
    'why' in warning && warning.kind !== 'response-lost' && warning.why.code === 'rate-limited'
      ? [warning.why]
      : [],
  )[0];
}
