import type { TicketActions } from '../../core/actions/ticketActions';
import { toListedTicket } from '../../core/actions/ticketResult';
import { sleep } from '../../core/base/async';
import type { NewRunItem } from '../../core/bulk/bulkRows';
import { isKnown, planChange } from '../../core/bulk/planChange';
import type { Run, RunItem } from '../../core/bulk/run';
import { failureOf, type Failure } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { shownId } from '../messages/ticketLabels';
import type { App } from '../shell/app';
import { commonReplyValues } from '../shell/replyValues';

export interface PlanOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
}

/** What would change, from what is known of the tickets. Those of which that does not suffice are read. */
export async function planRun(
  app: App,
  actions: TicketActions,
  { request }: Run,
  items: readonly RunItem[],
  { signal, onProgress }: PlanOptions,
): Promise<readonly NewRunItem[]> {
  // Names of the agent have values once the agents are known.
  if (request.message?.includes('{{agent.') === true) await app.agents.load();
  const unknown = items.filter(({ ticket }) => !isKnown(request, ticket)).length;
  const planned: NewRunItem[] = [];
  let read = 0;
  for (const { ticketId, ticket } of items) {
    if (signal.aborted) break;
    if (isKnown(request, ticket)) {
      planned.push(planChange(request, ticket, valuesOf(app, ticket)));
      continue;
    }
    onProgress(read, unknown);
    const found = await readTicket(app, actions, ticketId, unknown, signal);
    read += 1;
    planned.push(
      'why' in found
        ? { ticketId, ticket, change: {}, state: 'not-sent', outcome: { why: found.why } }
        : planChange(request, found.ticket, valuesOf(app, found.ticket)),
    );
  }
  return planned;
}

type Found = { readonly ticket: TicketSummary } | { readonly why: Failure };

async function readTicket(
  { clock }: App,
  actions: TicketActions,
  id: string,
  callsOfRun: number,
  signal: AbortSignal,
): Promise<Found> {
  for (;;) {
    try {
      const { ticket } = await actions.read(id, { callsOfRun, signal });
      return { ticket: { ...toListedTicket(ticket), id, tags: ticket.tags } };
    } catch (thrown) {
      const why = failureOf(thrown);
      if (!why) throw thrown;
      if (why.code !== 'rate-limited' || why.retryAfterMs === undefined || signal.aborted) return { why };
      await sleep(clock, why.retryAfterMs, signal);
    }
  }
}

function valuesOf(app: App, ticket: TicketSummary): Parameters<typeof planChange>[2] {
  const { requester, subject } = ticket;
  return {
    ...commonReplyValues(app, { name: requester?.name, email: requester?.mail }),
    'ticket.id': shownId(ticket),
    ...(subject !== undefined && { 'ticket.subject': subject }),
  };
}
