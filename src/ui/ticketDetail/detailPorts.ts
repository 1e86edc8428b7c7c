import type {
  LostChange,
  TicketSnapshot,
  TicketConflict,
  TicketUpdateOptions,
  TicketUpdateResult,
  TicketWarning,
} from '../../core/actions/ticketOutcome';
import type { DraftPort } from '../../core/stores/drafts/sharedDraft';
import type { Failure } from '../../core/domain/failure';
import type { Ticket } from '../../core/domain/ticket';
import type { TicketChangeInput } from '../../core/domain/input/ticketInput';
import type { ConflictView, DetailPart, ProblemView } from '../../protocol/detail';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';
import type { Choices } from '../forms/choices';
import type { ReplyDelay } from '../shell/replyDelay';

/** The actions on tickets that the panel uses. */
export interface DetailActions {
  /** @param shown returned instead if it is certainly still the newest version */
  read(ticketId: string, shown?: TicketSnapshot): Promise<TicketSnapshot>;
  update(input: TicketChangeInput, options: TicketUpdateOptions): Promise<TicketUpdateResult>;
}

/** The inputs of the page. */
export interface DetailFields {
  specOf(ticket: Ticket, choices: Choices): FormSpec;
  initialOf(ticket: Ticket): FormValues;
  /** The ticket with these values in place of its own. */
  withValues(ticket: Ticket, values: FormValues): Ticket;
  /** The change of one part, or its problems. */
  read(
    part: DetailPart,
    ticketId: string,
    form: { readonly spec: FormSpec; readonly initial: FormValues; readonly values: FormValues },
  ): TicketChangeInput | readonly FieldNote[];
}

/** Localized messages. */
export interface DetailMessages {
  problem(why: Failure | 'fault' | 'otherAccount'): ProblemView;
  refusal(part: DetailPart, spec: FormSpec, why: Failure | 'fault' | 'otherAccount'): string;
  saved(part: DetailPart, content: number): string;
  warnings(spec: FormSpec, warnings: readonly TicketWarning[]): string;
  lost(spec: FormSpec, result: LostChange): string;
  conflict(spec: FormSpec, fields: readonly string[]): ConflictView;
  changedElsewhere(): string;
  keptCurrentValues(): string;
  keptEditing(): string;
  changed(content: number): string;
  /** The ticket could not be read again. Times are in epoch milliseconds. */
  readBefore(readAt: number, now: number): string;
}

/** A ticket that was read before. */
export interface KnownTicket {
  readonly seen: TicketSnapshot;
  readonly choices: Choices;
  /** Whether the list shows that the ticket has not changed since. */
  readonly isCurrent: boolean;
}

/** A ticket of an account. */
export interface DetailSubject {
  readonly account: string;
  readonly ticketId: string;
}

/** Dependencies of the model of one ticket. Implementations may use the editor. */
export interface DetailPorts {
  /** Id of the active account. */
  readonly account: () => string | undefined;
  readonly actions: DetailActions;
  readonly choices: () => Promise<Choices>;
  /** What an earlier panel read of the ticket, or what is kept of it on this machine. */
  readonly known: () => Promise<KnownTicket | undefined>;
  readonly fields: DetailFields;
  readonly messages: DetailMessages;
  readonly drafts: DraftPort;
  /** Lets a reply wait before it is sent. */
  readonly delay: ReplyDelay;
  /** Asks when a reply is sent. @returns what to announce; `undefined` if the user cancelled */
  later(reply: TicketChangeInput, seen: Ticket): Promise<string | undefined>;
  readonly now: () => number;
  /** Reports a bug. */
  readonly log: (thrown: unknown) => void;
  /** Shows both versions side by side, and asks. */
  readonly compare: (conflict: TicketConflict) => void;
  /** Closes the comparison. */
  readonly decided: () => void;
}
