import { doneOf, failureOf, type Failure } from '../domain/failure';
import type { Ticket, TicketDraft, TicketSummary } from '../domain/ticket';
import { refuseUnsupported, ActionContext, type ActionDeps } from './actionContext';
import { unsupportedKeys, wantedOf } from './ticketFields';
import type { CreatedTicket, LostTicket, TicketCreateResult, TicketWarning } from './ticketOutcome';
import { listedTicket, summaryOf } from './ticketResult';

/** How far the server's clock may be behind ours. */
const skewMs = 5 * 60_000;

/**
 * Makes a ticket with one call. Where its answer was lost the call is not repeated: one list call looks for
 * what it may have made.
 * @throws FailureError where nothing was made
 */
export async function createTicket(deps: ActionDeps, draft: TicketDraft): Promise<TicketCreateResult> {
  const scope = new ActionContext(deps);
  refuseUnsupported(scope.capabilities.tickets.draft, draft);
  const sentAt = deps.clock.now();
  const ending = await scope.write(
    ({ tickets }) => tickets.create(draft),
    ({ ticket }) => ticket,
  );
  if (ending.kind === 'lost') return await look(deps, scope, draft, sentAt, ending.why);
  if (ending.kind === 'done') return await created(deps, scope, draft, ending.value);
  if (ending.done) return await created(deps, scope, draft, ending.done, ending.why);
  await scope.note({ ...noteOf(draft), outcome: 'failed', code: ending.why.code });
  throw ending.thrown;
}

/** @param why what became of the tags, where they could not be set */
async function created(
  deps: ActionDeps,
  scope: ActionContext,
  draft: TicketDraft,
  made: Ticket,
  why?: Failure,
): Promise<CreatedTicket> {
  const { tags = [], ...rest } = draft;
  const warnings: TicketWarning[] = unsupportedKeys(why ? rest : draft, made, 0).map((field) => ({
    kind: 'not-carried',
    field,
  }));
  if (why) warnings.unshift({ kind: 'tags-not-set', tags, why });
  if (scope.holds) deps.tickets.created(listedTicket(made));
  await scope.note({ ...noteOf(draft), target: made.id, outcome: 'done', ...(why && { code: why.code }) });
  return { kind: 'created', ticket: await scope.named(made), warnings };
}

async function look(
  deps: ActionDeps,
  scope: ActionContext,
  draft: TicketDraft,
  sentAt: number,
  why: Failure,
): Promise<LostTicket> {
  await scope.note({ ...noteOf(draft), outcome: 'lost', code: why.code });
  try {
    const query = { requesterMail: draft.requester.mail, order: 'desc' } as const;
    const page = await scope.run(({ tickets }) => tickets.list(query));
    const rows = page.rows.flatMap((row) => (row.kind === 'ticket' ? [summaryOf(row.ticket)] : []));
    const found = rows.filter((ticket) => mayBe(ticket, draft, sentAt));
    if (scope.holds) for (const ticket of found) deps.tickets.created(ticket);
    return { kind: 'lost', why, found };
  } catch (thrown) {
    const unsearched = failureOf(thrown);
    if (!unsearched || doneOf(thrown)) throw thrown;
    return { kind: 'lost', why, found: [], unsearched };
  }
}

/** A ticket without a readable time is not left out: better one too many than the one overlooked. */
function mayBe(ticket: TicketSummary, draft: TicketDraft, sentAt: number): boolean {
  const mail = ticket.requester?.mail?.toLowerCase();
  if (mail !== undefined && mail !== draft.requester.mail.toLowerCase()) return false;
  if (draft.subject !== undefined && plain(ticket.subject) !== plain(draft.subject)) return false;
  // Whole seconds of the API are rounded down, which the skew covers too.
  return ticket.date === undefined || Date.parse(ticket.date) >= sentAt - skewMs;
}

function plain(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

function noteOf(draft: TicketDraft) {
  return { action: 'ticket.create', target: draft.requester.mail, after: wantedOf(draft) } as const;
}
