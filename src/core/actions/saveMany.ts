import { failureOf } from '../domain/failure';
import type { Ticket, TicketChange, TicketSummary } from '../domain/ticket';
import { refuseLearned, saveTicket } from './saveTicket';
import { findConflicts } from './ticketFields';
import { toListedTicket } from './ticketResult';
import { ActionContext, type ActionOptions } from './actionContext';
import type { BulkChange, BulkOptions, BulkResult } from './ticketOutcome';

/** Fewer than the gate's concurrency, so that another call of the user need not wait for all of them. */
const concurrency = 4;

/**
 * Changes several tickets, each read immediately before. The first one is saved alone, so that an unsupported
 * field costs one attempt only.
 * @returns one result per distinct id, in order
 */
export async function saveMany(
  options: ActionOptions,
  ids: readonly string[],
  change: BulkChange,
  { signal, onProgress, seen = [] }: BulkOptions,
): Promise<readonly BulkResult[]> {
  const scope = new ActionContext(options);
  const all = [...new Set(ids)];
  const [first, ...others] = all;
  const results = new Map<string, BulkResult['outcome']>();
  const saveNext = async (ticketId: string): Promise<void> => {
    const stopped = signal?.aborted === true || !scope.isActive;
    const shown = seen.find(({ id }) => id === ticketId);
    const outcome = stopped ? cancelled : await saveOne(options, scope, { ticketId, shown, change, signal });
    results.set(ticketId, outcome);
    onProgress?.(results.size, all.length);
  };
  if (first === undefined) return [];
  await saveNext(first);
  const worker = async (): Promise<void> => {
    for (let next = others.shift(); next !== undefined; next = others.shift()) await saveNext(next);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return all.map((ticketId) => ({ ticketId, outcome: results.get(ticketId) ?? cancelled }));
}

const cancelled = { kind: 'cancelled' } as const;

interface Request {
  readonly ticketId: string;
  /** The ticket as the user saw it. */
  readonly shown: TicketSummary | undefined;
  readonly change: BulkChange;
  readonly signal: AbortSignal | undefined;
}

async function saveOne(
  options: ActionOptions,
  scope: ActionContext,
  { ticketId, shown, change, signal }: Request,
): Promise<BulkResult['outcome']> {
  try {
    await refuseLearned(options, scope, toFixedChange(change));
    const now = await scope.run(({ tickets }) => tickets.get(ticketId, signal && { signal }));
    if (signal?.aborted) return cancelled;
    if (shown && overwritesOthers(change, shown, now)) {
      if (scope.isActive) options.tickets.update(toListedTicket(now));
      return { kind: 'failed', why: { code: 'conflict', reasons: [] } };
    }
    const wanted = { ...toFixedChange(change), ...toTagChange(change, now) };
    const seenEvents = now.events.length;
    return await saveTicket(options, scope, {
      ticketId,
      change: wanted,
      now,
      seenEvents,
      sendUnsupported: false,
    });
  } catch (thrown) {
    const why = failureOf(thrown);
    if (!why) throw thrown;
    return why.code === 'cancelled' ? cancelled : { kind: 'failed', why };
  }
}

function toFixedChange({ status, assignee }: BulkChange): TicketChange {
  return { ...(status && { status }), ...(assignee && { assignee }) };
}

/** A row may lack the status, or have another id of the assignee if names were not known. */
function overwritesOthers({ status, assignee }: BulkChange, shown: TicketSummary, now: Ticket): boolean {
  const isNamed = [shown, now].every((one) => one.assignee?.id.includes('@') ?? true);
  const change = {
    ...(status && shown.status !== undefined && { status }),
    ...(assignee && isNamed && { assignee }),
  };
  const { assignee: _, ...rest } = now;
  return findConflicts(change, { ...rest, ...shown, tags: now.tags }, now).length > 0;
}

function toTagChange({ addTags = [], removeTags = [] }: BulkChange, now: Ticket): TicketChange {
  if (addTags.length + removeTags.length === 0) return {};
  const remaining = now.tags.filter((tag) => !removeTags.includes(tag));
  return { tags: [...new Set([...remaining, ...addTags])] };
}
