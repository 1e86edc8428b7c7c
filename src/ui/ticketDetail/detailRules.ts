import type {
  TicketConflict,
  TicketSnapshot,
  TicketUpdateOptions,
  TicketWarning,
} from '../../core/actions/ticketOutcome';
import { isFresh } from '../../core/base/clock';
import { failureOf, type Failure } from '../../core/domain/failure';
import { classicCapabilities } from '../../core/domain/capabilities';
import type { ScheduledReply } from '../../core/scheduling/scheduledItem';
import type { FieldNote, FormValues, TypedInput } from '../../protocol/form';
import type { Choices } from '../forms/choices';
import type { DetailFields } from './detailPorts';
import type { BaseForm, TypedForm } from './typedForm';

/** Maximum age of a ticket when its panel becomes visible, in milliseconds. */
const freshMs = 30_000;

/** @param now in milliseconds since the epoch */
export function isRecent({ readAt }: TicketSnapshot, now: number): boolean {
  return isFresh(now, readAt, freshMs);
}

/** @param log where a bug is reported */
export function whyOf(thrown: unknown, log: (thrown: unknown) => void): Failure | 'fault' {
  const failure = failureOf(thrown);
  if (!failure) log(thrown);
  return failure ?? 'fault';
}

export function isNotes(value: object): value is readonly FieldNote[] {
  return Array.isArray(value);
}

/** The contract key of the field that was not saved; '' if the change was made. */
export function warningKey(warning: TicketWarning): string {
  if (warning.kind === 'tags-not-set') return 'tags';
  return warning.kind === 'response-lost' || warning.kind === 'not-seen' ? '' : warning.field;
}

/** The options of a change of fields: what the person saw when typing in each of them began. */
export function updateOptions(
  seen: TicketSnapshot,
  { base, unseen }: Pick<TypedForm, 'base' | 'unseen'>,
  fields: DetailFields,
): TicketUpdateOptions {
  return { base: { ...seen, ticket: fields.withValues(seen.ticket, base) }, unseen };
}

/** The person was shown the current ticket and keeps the input: saving overwrites these values. */
export function overwriting(
  fields: DetailFields,
  { current }: TicketConflict,
  values: FormValues,
): TypedInput {
  return { values, base: fields.initialOf(current) };
}

/** The reply, exactly as it is typed. */
export function replyIn({ message, private: isPrivate }: FormValues): ScheduledReply {
  return { text: typeof message === 'string' ? message : '', isPrivate: isPrivate === true };
}

export function baseFormOf(fields: DetailFields, { ticket }: TicketSnapshot, choices: Choices): BaseForm {
  return { spec: fields.specOf(ticket, choices), initial: fields.initialOf(ticket) };
}

/** Before the first response. */
export const nothingToChoose: Choices = {
  agents: undefined,
  groups: undefined,
  tags: undefined,
  can: classicCapabilities,
};
