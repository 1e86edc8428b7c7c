import { isSameAddress } from '../domain/account';
import { doneOf, failureOf, type Failure } from '../domain/failure';
import type { Ticket, TicketDraft, TicketSummary } from '../domain/ticket';
import { refuseUnsupported, ActionContext, type ActionOptions } from './actionContext';
import { orNothing } from './chats/chatWrite';
import { withKnownAssignee } from './knownLogin';
import { findUnseenKeys, pickWantedValues } from './ticketFields';
import type { CreatedTicket, LostTicket, TicketCreateResult, TicketWarning } from './ticketOutcome';
import { toListedTicket, toTicketSummary } from './ticketResult';

/** Times may be rounded down to minutes, and a clock is known to some seconds. */
const toleranceMs = 60_000;

/** When a call was sent. Times in milliseconds. */
interface SentTime {
  /** LiveChat's clock had certainly reached this; `undefined` if it was not known yet. */
  readonly serverTime: number | undefined;
  /** By this machine's clock, which can be set. */
  readonly at: number;
  /** By a clock that cannot be set, but stands still while the machine sleeps. */
  readonly elapsed: number;
}

function sentNow({ clock }: ActionOptions, serverTime: number | undefined): SentTime {
  return { serverTime, at: clock.now(), elapsed: performance.now() };
}

/**
 * A time of LiveChat's clock after which the call was sent.
 * @param now of LiveChat's clock; `undefined` if its responses have no time
 */
function sentAfter({ clock }: ActionOptions, sent: SentTime, now: number | undefined): number {
  if (sent.serverTime !== undefined) return sent.serverTime;
  if (now === undefined) return sent.at;
  // Only one of the two clocks is wrong: after the machine slept, or after its clock was set back.
  return now - Math.max(clock.now() - sent.at, performance.now() - sent.elapsed);
}

/**
 * Creates a ticket with one call. After a lost response the call is not retried; one list call looks for the
 * ticket.
 * @throws FailureError if nothing was created
 */
export async function createTicket(options: ActionOptions, given: TicketDraft): Promise<TicketCreateResult> {
  const scope = new ActionContext(options);
  refuseUnsupported(scope.capabilities.tickets.draft, given);
  const draft = await withKnownAssignee(options, given);
  let sent = sentNow(options, undefined);
  const outcome = await scope.write(
    (connection) => {
      sent = sentNow(options, connection.serverTime());
      return connection.tickets.create(draft);
    },
    ({ ticket }) => ticket,
  );
  if (outcome.kind === 'lost') {
    const { why, part } = outcome;
    return part?.isExecuted
      ? await findAcceptedTicket(options, scope, draft, sent, why, part.missing === 'tags')
      : await findLostTicket(options, scope, draft, sent, why);
  }
  if (outcome.kind === 'done') return await finishCreated(options, scope, draft, outcome.value);
  if (outcome.done) return await finishCreated(options, scope, draft, outcome.done, outcome.why);
  await scope.audit({ ...auditEntryOf(draft), outcome: 'failed', code: outcome.why.code });
  throw outcome.thrown;
}

/** @param why the failure of setting the tags, if they could not be set */
async function finishCreated(
  options: ActionOptions,
  scope: ActionContext,
  draft: TicketDraft,
  ticket: Ticket,
  why?: Failure,
): Promise<CreatedTicket> {
  const { tags = [], ...rest } = draft;
  const warnings: TicketWarning[] = findUnseenKeys(why ? rest : draft, ticket, 0, 'response')
    // The message made the ticket, whether or not the response has it.
    .filter((field) => field !== 'message')
    .map((field) => ({ kind: 'not-seen', field }));
  if (why) warnings.unshift({ kind: 'tags-not-set', tags, why });
  if (scope.isActive) options.tickets.addCreated(toListedTicket(ticket));
  await scope.audit({
    ...auditEntryOf(draft),
    target: ticket.id,
    outcome: 'done',
    ...(why && { code: why.code }),
  });
  return { kind: 'created', ticket: await scope.addGroupNames(ticket, options.directory), warnings };
}

/** Looks for a ticket that was created by a call whose response does not contain it. */
async function findAcceptedTicket(
  options: ActionOptions,
  scope: ActionContext,
  draft: TicketDraft,
  sent: SentTime,
  why: Failure,
  areTagsMissing: boolean,
): Promise<TicketCreateResult> {
  const lookup = await lookUp(options, scope, draft, sent, why);
  const [only, ...others] = lookup.found;
  if (only && others.length === 0 && !lookup.hasOtherSubject) {
    const ticket = await orNothing(() => scope.run(({ tickets }) => tickets.get(only.id)));
    if (ticket) return await finishCreated(options, scope, draft, ticket, areTagsMissing ? why : undefined);
  }
  await scope.audit({ ...auditEntryOf(draft), outcome: 'done', code: why.code });
  return { ...lookup, isAccepted: true };
}

async function findLostTicket(
  options: ActionOptions,
  scope: ActionContext,
  draft: TicketDraft,
  sent: SentTime,
  why: Failure,
): Promise<LostTicket> {
  await scope.audit({ ...auditEntryOf(draft), outcome: 'lost', code: why.code });
  return await lookUp(options, scope, draft, sent, why);
}

async function lookUp(
  options: ActionOptions,
  scope: ActionContext,
  draft: TicketDraft,
  sent: SentTime,
  why: Failure,
): Promise<LostTicket> {
  try {
    const query = { requesterMail: draft.requester.mail, order: 'desc' } as const;
    const { page, serverTime } = await scope.run(async (connection) => ({
      page: await connection.tickets.list(query),
      serverTime: connection.serverTime(),
    }));
    const since = sentAfter(options, sent, serverTime);
    const rows = page.rows.flatMap((row) => (row.kind === 'ticket' ? [toTicketSummary(row.ticket)] : []));
    const same = rows.filter(
      (ticket) => hasSubjectOf(draft, ticket) && mayBeLostTicket(ticket, draft, since),
    );
    if (scope.isActive) for (const ticket of same) options.tickets.addCreated(ticket);
    if (same.length > 0) return { kind: 'lost', why, found: same };
    const others = rows.filter((ticket) => isNewTicketOf(ticket, draft, since));
    return { kind: 'lost', why, found: others, ...(others.length > 0 && { hasOtherSubject: true }) };
  } catch (thrown) {
    const lookupFailure = failureOf(thrown);
    if (!lookupFailure || doneOf(thrown)) throw thrown;
    return { kind: 'lost', why, found: [], lookupFailure };
  }
}

/**
 * A ticket without a readable time counts: showing one too many is better than missing it.
 * @param since by LiveChat's clock, as the ticket's time
 */
function mayBeLostTicket(ticket: TicketSummary, draft: TicketDraft, since: number): boolean {
  const mail = ticket.requester?.mail;
  if (mail !== undefined && !isSameAddress(mail, draft.requester.mail)) return false;
  return ticket.date === undefined || Date.parse(ticket.date) >= since - toleranceMs;
}

/** LiveChat may change a subject. Without an equal one, requester and time must both be known. */
function isNewTicketOf(ticket: TicketSummary, draft: TicketDraft, since: number): boolean {
  const isKnown = ticket.requester?.mail !== undefined && ticket.date !== undefined;
  return isKnown && mayBeLostTicket(ticket, draft, since);
}

function hasSubjectOf({ subject }: TicketDraft, ticket: TicketSummary): boolean {
  return subject === undefined || collapseSpace(ticket.subject) === collapseSpace(subject);
}

function collapseSpace(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

function auditEntryOf(draft: TicketDraft) {
  return { action: 'ticket.create', target: draft.requester.mail, after: pickWantedValues(draft) } as const;
}
