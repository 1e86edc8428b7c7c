import { failureOf } from '../domain/failure';
import type { Ticket, TicketChange } from '../domain/ticket';
import { refuseLearned, saveTicket } from './saveTicket';
import { ActionContext, type ActionDeps } from './actionContext';
import type { BulkChange, BulkOptions, BulkResult } from './ticketOutcome';

/** Fewer than the gate's concurrency, so that another call of the person need not wait for all of them. */
const atATime = 4;

/**
 * Changes several tickets, each read immediately before. The first one is saved alone, so that an unsupported
 * field costs one attempt only.
 * @returns one result per distinct id, in order
 */
export async function saveMany(
  deps: ActionDeps,
  ids: readonly string[],
  change: BulkChange,
  { signal, onProgress }: BulkOptions,
): Promise<readonly BulkResult[]> {
  const scope = new ActionContext(deps);
  const all = [...new Set(ids)];
  const [first, ...others] = all;
  const results = new Map<string, BulkResult['outcome']>();
  const one = async (ticketId: string): Promise<void> => {
    const stopped = signal?.aborted === true || !scope.holds;
    const outcome = stopped ? cancelled : await saveOne(deps, scope, ticketId, change, signal);
    results.set(ticketId, outcome);
    onProgress?.(results.size, all.length);
  };
  if (first === undefined) return [];
  await one(first);
  const worker = async (): Promise<void> => {
    for (let next = others.shift(); next !== undefined; next = others.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return all.map((ticketId) => ({ ticketId, outcome: results.get(ticketId) ?? cancelled }));
}

const cancelled = { kind: 'cancelled' } as const;

async function saveOne(
  deps: ActionDeps,
  scope: ActionContext,
  ticketId: string,
  change: BulkChange,
  signal: AbortSignal | undefined,
): Promise<BulkResult['outcome']> {
  try {
    refuseLearned(deps, scope, fixedPart(change));
    const now = await scope.run(({ tickets }) => tickets.get(ticketId, signal && { signal }));
    if (signal?.aborted) return cancelled;
    const wanted = { ...fixedPart(change), ...tagPart(change, now) };
    const seenEvents = now.events.length;
    return await saveTicket(deps, scope, { ticketId, change: wanted, now, seenEvents, tryAgain: false });
  } catch (thrown) {
    const why = failureOf(thrown);
    if (!why) throw thrown;
    return why.code === 'cancelled' ? cancelled : { kind: 'failed', why };
  }
}

function fixedPart({ status, assignee }: BulkChange): TicketChange {
  return { ...(status && { status }), ...(assignee && { assignee }) };
}

function tagPart({ addTags = [], removeTags = [] }: BulkChange, now: Ticket): TicketChange {
  if (addTags.length + removeTags.length === 0) return {};
  const kept = now.tags.filter((tag) => !removeTags.includes(tag));
  return { tags: [...new Set([...kept, ...addTags])] };
}
