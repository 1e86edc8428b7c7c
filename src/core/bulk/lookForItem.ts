import { changedKeys, findUnseenKeys, pickWantedValues } from '../actions/ticketFields';
import { failureOf } from '../domain/failure';
import type { TicketChange } from '../domain/ticket';
import type { Audit } from '../stores/auditLog';
import type { ChangeTools, ItemResult } from './changeItem';
import type { Run, RunItem, SentChange } from './run';

export interface LookTools extends ChangeTools {
  readonly audit: Audit;
  /** Login of the user. */
  readonly who: string;
}

/**
 * Finds out whether a change was executed that may have been sent before its window ended. A message that the ticket
 * does not show is never sent again. Fields that it does not show wait to be sent, because setting them twice has the
 * same result.
 */
export async function lookForItem(
  { actions, audit, who, call, isBlocking }: LookTools,
  run: Run,
  { ticketId, sent }: RunItem,
): Promise<ItemResult> {
  if (!sent) return { kind: 'finished', state: 'waiting' };
  try {
    const { ticket } = await actions.read(ticketId, call);
    const keys = changedKeys(sent.change);
    const unseen = findUnseenKeys(sent.change, ticket, sent.events, 'reading');
    const missing = keys.filter((key) => unseen.includes(key));
    const done = keys.filter((key) => !missing.includes(key));
    if (done.length > 0) await recordOnce({ audit, who }, run, ticketId, sent, partOf(sent.change, done));
    if (missing.includes('message'))
      return { kind: 'finished', state: 'unconfirmed', outcome: { done, missing } };
    if (missing.length > 0) return { kind: 'finished', state: 'waiting', rest: partOf(sent.change, missing) };
    const isPublic = unseen.includes('private');
    const warnings = isPublic ? [{ kind: 'not-applied', field: 'private' } as const] : [];
    return { kind: 'finished', state: 'done', ...(isPublic && { outcome: { warnings } }) };
  } catch (thrown) {
    const why = failureOf(thrown);
    if (!why) throw thrown;
    if (isBlocking(why)) return { kind: 'blocked', why, state: 'sending' };
    const missing = changedKeys(sent.change);
    return { kind: 'finished', state: 'unconfirmed', outcome: { why, done: [], missing } };
  }
}

/** Adds the entry that the window could not add, so that the change can be undone. */
async function recordOnce(
  { audit, who }: Pick<LookTools, 'audit' | 'who'>,
  { id, account }: Run,
  target: string,
  { before }: SentChange,
  change: TicketChange,
): Promise<void> {
  const { entries } = await audit.read();
  const after = pickWantedValues(change);
  const keys = Object.keys(after);
  const isRecorded = entries.some(
    (entry) =>
      entry.run === id &&
      entry.target === target &&
      entry.outcome !== 'failed' &&
      keys.every((key) => Object.hasOwn(entry.after ?? {}, key)),
  );
  if (isRecorded) return;
  await audit.record({
    ...{ account, who, action: 'ticket.update', target, run: id },
    before: Object.fromEntries(Object.entries(before).filter(([key]) => keys.includes(key))),
    after,
    outcome: 'done',
  });
}

/** @param keys public keys */
function partOf(
  { status, assignee, tags, message, private: isPrivate }: TicketChange,
  keys: readonly string[],
): TicketChange {
  return {
    ...(status && keys.includes('status') && { status }),
    ...(assignee && keys.includes('assignee.id') && { assignee }),
    ...(tags && keys.includes('tags') && { tags }),
    ...(message !== undefined && keys.includes('message') && { message, private: isPrivate ?? false }),
  };
}
