import { doneOf, fail, failureOf, type Failure } from '../domain/failure';
import type { Ticket, TicketChange, TicketEvent } from '../domain/ticket';
import type { Refusal } from './learnedCapabilities';
import { mayHaveExecuted } from './lostResponse';
import { refuseUnsupported, type ActionOptions, type ActionContext } from './actionContext';
import {
  changedKeys,
  findMessage,
  findUnseenKeys,
  diffTicket,
  pickValues,
  pickWantedValues,
} from './ticketFields';
import type { LostChange, SavedTicket, SendOptions, TicketWarning } from './ticketOutcome';
import { toListedTicket } from './ticketResult';

/** A change of a ticket that is about to be sent. */
export interface SaveRequest {
  readonly ticketId: string;
  readonly change: TicketChange;
  /** The current ticket. */
  readonly now: Ticket;
  /** Number of events that the user had seen; later messages are reported. */
  readonly seenEvents: number;
  readonly sendUnsupported: boolean;
  readonly sending?: SendOptions | undefined;
}

/** @throws FailureError `unsupported` with the names of the fields, without making a call */
export async function refuseLearned(
  options: ActionOptions,
  scope: ActionContext,
  change: TicketChange,
): Promise<void> {
  refuseUnsupported(scope.capabilities.tickets.change, change);
  const refusal = await options.capabilities.findRefusal(scope.account.id, Object.keys(change));
  if (refusal) failUnsupported(refusal);
}

/**
 * Sends the fields that differ, once.
 * @throws FailureError if nothing was changed. A change that the API accepted counts as done, whether or not the
 * ticket shows it
 */
export async function saveTicket(
  options: ActionOptions,
  scope: ActionContext,
  request: SaveRequest,
): Promise<SavedTicket | LostChange> {
  const { ticketId, now } = request;
  const send = diffTicket(request.change, now);
  const sent = changedKeys(send);
  if (sent.length === 0)
    return toSavedTicket(request, await scope.addGroupNames(now, options.directory), [], []);
  if (!request.sendUnsupported) await refuseLearned(options, scope, send);
  const { sending } = request;
  if (sending?.maySend && !(await sending.maySend(send, now)))
    return toSavedTicket(request, await scope.addGroupNames(now, options.directory), [], []);
  const outcome = await scope.write(
    ({ tickets }) => tickets.update(ticketId, send, sending?.call),
    // If only reading the ticket back failed, what the user saw is the newest version that is known.
    (part) => part.ticket ?? (part.isExecuted && now),
  );
  const entry = auditEntryOf(request, send);
  if (outcome.kind === 'lost') return await confirmByReading(options, scope, request, send, outcome.why);
  if (outcome.kind === 'done') return await finish(options, scope, request, send, outcome.value, undefined);
  const { done, why, thrown } = outcome;
  if (!done) {
    await scope.audit({ ...entry, outcome: 'failed', code: why.code });
    await learnRefusal(options, scope, why);
    throw thrown;
  }
  const missing = doneOf(thrown)?.missing;
  if (missing === 'status') return await finishWithoutStatus(options, scope, request, send, done, why);
  return await finish(options, scope, request, send, done, missing === 'tags' ? why : undefined);
}

/** Handles a change in which only the status failed. @param why the failure of changing the status */
async function finishWithoutStatus(
  options: ActionOptions,
  scope: ActionContext,
  request: SaveRequest,
  send: TicketChange,
  done: Ticket,
  why: Failure,
): Promise<SavedTicket | LostChange> {
  if (mayHaveExecuted(why)) return await confirmByReading(options, scope, request, send, why, ['status']);
  const { status, ...rest } = send;
  const result = await finish(options, scope, request, rest, done, undefined);
  const open = status === undefined ? {} : { status };
  await scope.audit({ ...auditEntryOf(request, open), outcome: 'failed', code: why.code });
  const warnings = [{ kind: 'not-done', field: 'status', why } as const, ...result.warnings];
  return { ...result, sent: changedKeys(send), warnings };
}

/** @param why the failure of setting the tags, if they could not be set */
async function finish(
  options: ActionOptions,
  scope: ActionContext,
  request: SaveRequest,
  send: TicketChange,
  done: Ticket,
  why: Failure | undefined,
): Promise<SavedTicket> {
  const { tags = [], ...rest } = send;
  const unseen = findUnseenKeys(why ? rest : send, done, request.now.events.length, 'response');
  updateList(options, scope, done);
  await scope.audit({ ...auditEntryOf(request, send), outcome: 'done', ...(why && { code: why.code }) });
  if (request.sendUnsupported) await options.capabilities.forget(scope.account.id);
  const warnings: TicketWarning[] = unseen.map((field) => ({
    // A message that is visible to the requester although it was sent as private is seen, and not as asked.
    kind: field === 'private' ? 'not-applied' : 'not-seen',
    field,
  }));
  if (why) warnings.unshift({ kind: 'tags-not-set', tags, why });
  return toSavedTicket(
    request,
    await scope.addGroupNames(done, options.directory),
    changedKeys(send),
    warnings,
  );
}

/**
 * After a lost response, reads the ticket to find out what was done.
 * @param open public keys of the fields in doubt; all by default. The others are known to be done, even if reading
 * returns outdated data
 */
async function confirmByReading(
  options: ActionOptions,
  scope: ActionContext,
  request: SaveRequest,
  send: TicketChange,
  why: Failure,
  open = changedKeys(send),
): Promise<SavedTicket | LostChange> {
  const result = await readResult(options, scope, request, send, why, open);
  const outcome = result.kind === 'saved' ? 'done' : 'lost';
  await scope.audit({ ...auditEntryOf(request, send), outcome, code: why.code });
  return result;
}

async function readResult(
  options: ActionOptions,
  scope: ActionContext,
  request: SaveRequest,
  send: TicketChange,
  why: Failure,
  open: readonly string[],
): Promise<SavedTicket | LostChange> {
  const sent = changedKeys(send);
  const without = (missing: readonly string[]) => sent.filter((key) => !missing.includes(key));
  try {
    const ticket = await scope.run(({ tickets }) => tickets.get(request.ticketId));
    updateList(options, scope, ticket);
    const unseen = findUnseenKeys(send, ticket, request.now.events.length, 'reading');
    const missing = open.filter((key) => unseen.includes(key));
    const named = await scope.addGroupNames(ticket, options.directory);
    if (missing.length === 0) return toSavedTicket(request, named, sent, [{ kind: 'response-lost', why }]);
    return { kind: 'lost', why, done: without(missing), missing, ticket: named };
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return { kind: 'lost', why, done: without(open), missing: open };
  }
}

function toSavedTicket(
  request: SaveRequest,
  ticket: Ticket,
  sent: readonly string[],
  warnings: readonly TicketWarning[],
): SavedTicket {
  const { message } = request.change;
  const own =
    message === undefined ? undefined : findMessage(ticket, message, request.now.events.length, 'response');
  const isNewMessage = (event: TicketEvent): boolean => event.message !== undefined && event !== own;
  return {
    kind: 'saved',
    ticket,
    sent,
    warnings,
    newMessages: ticket.events.slice(request.seenEvents).filter(isNewMessage),
  };
}

function updateList(options: ActionOptions, scope: ActionContext, ticket: Ticket): void {
  if (scope.isActive) options.tickets.update(toListedTicket(ticket));
}

async function learnRefusal(options: ActionOptions, scope: ActionContext, why: Failure): Promise<void> {
  if (why.code !== 'unsupported') return;
  const { field, instead } = why;
  const refusal = { fields: field.split(', '), ...(instead !== undefined && { instead }) };
  await options.capabilities.learn(scope.account.id, refusal);
}

function failUnsupported({ fields, instead }: Refusal): never {
  return fail({ code: 'unsupported', field: fields.join(', '), ...(instead !== undefined && { instead }) });
}

function auditEntryOf(request: SaveRequest, send: TicketChange) {
  return {
    action: 'ticket.update',
    target: request.ticketId,
    before: pickValues(request.now, changedKeys(send)),
    after: pickWantedValues(send),
    ...(request.sending?.run !== undefined && { run: request.sending.run }),
  } as const;
}
