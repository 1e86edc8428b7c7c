import { doneOf, failureOf, type Failure } from '../domain/failure';
import type { Ticket, TicketDraft, TicketSummary } from '../domain/ticket';
import { refuseUnsupported, ActionContext, type ActionDeps } from './actionContext';
import { unsupportedKeys, wantedOf } from './ticketFields';
import type { CreatedTicket, LostTicket, TicketCreateResult, TicketWarning } from './ticketOutcome';
import { listedTicket, summaryOf } from './ticketResult';

/** How far the server's clock may lag behind. */
const skewMs = 5 * 60_000;

/**
 * Creates a ticket with one call. After a lost response the call is not retried; one list call looks for the
 * ticket.
 * @throws FailureError if nothing was created
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

/** @param why the failure of setting the tags, if they could not be set */
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

/** A ticket without a readable time counts: showing one too many is better than missing it. */
function mayBe(ticket: TicketSummary, draft: TicketDraft, sentAt: number): boolean {
  const mail = ticket.requester?.mail?.toLowerCase();
  if (mail !== undefined && mail !== draft.requester.mail.toLowerCase()) return false;
  if (draft.subject !== undefined && plain(ticket.subject) !== plain(draft.subject)) return false;
  // `skewMs` also covers times rounded down to seconds.
  return ticket.date === undefined || Date.parse(ticket.date) >= sentAt - skewMs;
}

function plain(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

function noteOf(draft: TicketDraft) {
  return { action: 'ticket.create', target: draft.requester.mail, after: wantedOf(draft) } as const;
}
