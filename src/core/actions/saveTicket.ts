import { fail, failureOf, type Failure } from '../domain/failure';
import type { Ticket, TicketChange, TicketEvent } from '../domain/ticket';
import type { Refusal } from './learnedCapabilities';
import { mayHaveBeenDone } from './lostAnswer';
import { refuseUnsupported, type ActionDeps, type ActionContext } from './actionContext';
import { keysOf, messageIn, unsupportedKeys, remaining, valuesOf, wantedOf } from './ticketFields';
import type { LostChange, SavedTicket, TicketWarning } from './ticketOutcome';
import { listedTicket } from './ticketResult';

/** A change of a ticket that is about to be sent. */
export interface Saving {
  readonly ticketId: string;
  readonly change: TicketChange;
  /** The current ticket. */
  readonly now: Ticket;
  /** Number of events that the person had seen; later messages are reported. */
  readonly seenEvents: number;
  readonly tryAgain: boolean;
}

/** @throws FailureError `unsupported` with the names of the fields, without making a call */
export function refuseLearned(deps: ActionDeps, scope: ActionContext, change: TicketChange): void {
  refuseUnsupported(scope.capabilities.tickets.change, change);
  const refusal = deps.capabilities.refusalOf(scope.account.id, Object.keys(change));
  if (refusal) unsupported(refusal);
}

/**
 * Sends the fields that differ, once.
 * @throws FailureError if nothing was changed; `unsupported` also if the API accepted the call without effect
 */
export async function saveTicket(
  deps: ActionDeps,
  scope: ActionContext,
  saving: Saving,
): Promise<SavedTicket | LostChange> {
  const { ticketId, now } = saving;
  const send = remaining(saving.change, now);
  const sent = keysOf(send);
  if (sent.length === 0) return saved(saving, await scope.named(now), [], []);
  if (!saving.tryAgain) refuseLearned(deps, scope, send);
  const ending = await scope.write(
    ({ tickets }) => tickets.update(ticketId, send),
    ({ ticket }) => ticket,
  );
  const note = noteOf(saving, send);
  if (ending.kind === 'lost') return await lookAgain(deps, scope, saving, send, ending.why);
  const { done, why } = ending.kind === 'failed' ? ending : { done: ending.value, why: undefined };
  if (!done) {
    await scope.note({ ...note, outcome: 'failed', ...(why && { code: why.code }) });
    await learn(deps, scope, why);
    throw ending.kind === 'failed' ? ending.thrown : new Error('A change was neither done nor refused.');
  }
  const late = why && lateField(saving, send, done);
  if (why && late === 'status') return await withoutStatus(deps, scope, saving, send, done, why);
  return await finish(deps, scope, saving, send, done, why);
}

/**
 * The field that is changed by a separate call after the others: tags in REST v2, moving to or from spam in
 * HelpDesk.
 */
function lateField(saving: Saving, send: TicketChange, done: Ticket): 'tags' | 'status' {
  const missing = unsupportedKeys(send, done, saving.now.events.length);
  return missing.includes('status') && !missing.includes('tags') ? 'status' : 'tags';
}

/** Handles a change in which only the status failed. @param why the failure of changing the status */
async function withoutStatus(
  deps: ActionDeps,
  scope: ActionContext,
  saving: Saving,
  send: TicketChange,
  done: Ticket,
  why: Failure,
): Promise<SavedTicket | LostChange> {
  if (mayHaveBeenDone(why)) return await lookAgain(deps, scope, saving, send, why, ['status']);
  const { status, ...rest } = send;
  const result = await finish(deps, scope, saving, rest, done, undefined);
  const open = status === undefined ? {} : { status };
  await scope.note({ ...noteOf(saving, open), outcome: 'failed', code: why.code });
  const warnings = [{ kind: 'not-done', field: 'status', why } as const, ...result.warnings];
  return { ...result, sent: keysOf(send), warnings };
}

/** @param why the failure of setting the tags, if they could not be set */
async function finish(
  deps: ActionDeps,
  scope: ActionContext,
  saving: Saving,
  send: TicketChange,
  done: Ticket,
  why: Failure | undefined,
): Promise<SavedTicket> {
  const { tags = [], ...rest } = send;
  const checked = why ? rest : send;
  const missing = unsupportedKeys(checked, done, saving.now.events.length);
  const keys = keysOf(checked);
  const nothing = keys.length > 0 && keys.every((key) => missing.includes(key));
  const note = noteOf(saving, send);
  show(deps, scope, done);
  if (nothing && !why) {
    await scope.note({ ...note, outcome: 'failed', code: 'unsupported' });
    unsupported({ fields: keys });
  }
  await scope.note({ ...note, outcome: 'done', ...(why && { code: why.code }) });
  if (saving.tryAgain) await deps.capabilities.forget(scope.account.id);
  const warnings: TicketWarning[] = missing.map((field) => ({ kind: 'not-carried', field }));
  if (why) warnings.unshift({ kind: 'tags-not-set', tags, why });
  return saved(saving, await scope.named(done), keysOf(send), warnings);
}

/**
 * After a lost response, reads the ticket to find out what was done.
 * @param open public keys of the fields in doubt; all by default. The others are known to be done, even if reading
 * returns outdated data
 */
async function lookAgain(
  deps: ActionDeps,
  scope: ActionContext,
  saving: Saving,
  send: TicketChange,
  why: Failure,
  open = keysOf(send),
): Promise<SavedTicket | LostChange> {
  const result = await lookedAgain(deps, scope, saving, send, why, open);
  const outcome = result.kind === 'saved' ? 'done' : 'lost';
  await scope.note({ ...noteOf(saving, send), outcome, code: why.code });
  return result;
}

async function lookedAgain(
  deps: ActionDeps,
  scope: ActionContext,
  saving: Saving,
  send: TicketChange,
  why: Failure,
  open: readonly string[],
): Promise<SavedTicket | LostChange> {
  const sent = keysOf(send);
  const without = (missing: readonly string[]) => sent.filter((key) => !missing.includes(key));
  try {
    const ticket = await scope.run(({ tickets }) => tickets.get(saving.ticketId));
    show(deps, scope, ticket);
    const unseen = unsupportedKeys(send, ticket, saving.now.events.length);
    const missing = open.filter((key) => unseen.includes(key));
    const named = await scope.named(ticket);
    if (missing.length === 0) return saved(saving, named, sent, [{ kind: 'answer-lost', why }]);
    return { kind: 'lost', why, done: without(missing), missing, ticket: named };
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return { kind: 'lost', why, done: without(open), missing: open };
  }
}

function saved(
  saving: Saving,
  ticket: Ticket,
  sent: readonly string[],
  warnings: readonly TicketWarning[],
): SavedTicket {
  const { message } = saving.change;
  const own = message === undefined ? undefined : messageIn(ticket, message, saving.now.events.length);
  const isNews = (event: TicketEvent): boolean => event.message !== undefined && event !== own;
  return {
    kind: 'saved',
    ticket,
    sent,
    warnings,
    content: ticket.events.slice(saving.seenEvents).filter(isNews),
  };
}

function show(deps: ActionDeps, scope: ActionContext, ticket: Ticket): void {
  if (scope.holds) deps.tickets.changed(listedTicket(ticket));
}

async function learn(deps: ActionDeps, scope: ActionContext, why: Failure | undefined): Promise<void> {
  if (why?.code !== 'unsupported') return;
  const { field, instead } = why;
  const refusal = { fields: field.split(', '), ...(instead !== undefined && { instead }) };
  await deps.capabilities.learn(scope.account.id, refusal);
}

function unsupported({ fields, instead }: Refusal): never {
  return fail({ code: 'unsupported', field: fields.join(', '), ...(instead !== undefined && { instead }) });
}

function noteOf(saving: Saving, send: TicketChange) {
  return {
    action: 'ticket.update',
    target: saving.ticketId,
    before: valuesOf(saving.now, keysOf(send)),
    after: wantedOf(send),
  } as const;
}
