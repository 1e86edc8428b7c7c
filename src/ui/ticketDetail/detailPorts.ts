import type {
  LostChange,
  TicketSnapshot,
  TicketConflict,
  TicketUpdateOptions,
  TicketUpdateResult,
  TicketWarning,
} from '../../core/actions/ticketOutcome';
import type { Failure } from '../../core/domain/failure';
import type { Ticket } from '../../core/domain/ticket';
import type { TicketChangeInput } from '../../core/domain/ticketInput';
import type { ConflictView, DetailPart, ProblemView } from '../../protocol/detail';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';
import type { Choices } from '../forms/choices';

/** What the detail of a ticket asks of the actions. */
export interface DetailActions {
  read(ticketId: string): Promise<TicketSnapshot>;
  update(input: TicketChangeInput, options: TicketUpdateOptions): Promise<TicketUpdateResult>;
}

/** What can be typed into the page, and what it means. */
export interface DetailFields {
  specOf(ticket: Ticket, choices: Choices): FormSpec;
  initialOf(ticket: Ticket): FormValues;
  /** The change that one part stands for, or what is wrong with it. */
  read(
    part: DetailPart,
    ticketId: string,
    form: { readonly spec: FormSpec; readonly initial: FormValues; readonly values: FormValues },
  ): TicketChangeInput | readonly FieldNote[];
}

/** Sentences for what happens. */
export interface DetailMessages {
  problem(why: Failure | 'fault' | 'otherAccount'): ProblemView;
  refusal(part: DetailPart, spec: FormSpec, why: Failure | 'fault' | 'otherAccount'): string;
  saved(part: DetailPart, content: number): string;
  warnings(spec: FormSpec, warnings: readonly TicketWarning[]): string;
  lost(spec: FormSpec, result: LostChange): string;
  conflict(spec: FormSpec, fields: readonly string[]): ConflictView;
  tookTheirs(): string;
  keptMine(): string;
  changed(content: number): string;
}

/** Which ticket, of which account. */
export interface DetailSubject {
  readonly account: string;
  readonly ticketId: string;
}

/** What the detail of one ticket works on; what knows the editor stands behind it. */
export interface DetailPorts {
  /** Id of the account that calls are made for now. */
  readonly account: () => string | undefined;
  readonly actions: DetailActions;
  readonly choices: () => Promise<Choices>;
  readonly fields: DetailFields;
  readonly messages: DetailMessages;
  readonly drafts: {
    /** What was typed before, which may be nothing, and when the newest that is known of was, in milliseconds. */
    get(): Promise<{ readonly values: FormValues; readonly at: number }>;
    /** Whether it is on disk, once that was tried. Values that hold nothing take the draft away. */
    keep(values: FormValues, at: number): Promise<boolean>;
  };
  readonly now: () => number;
  /** A fault of our own. */
  readonly log: (thrown: unknown) => void;
  /** Shows both versions side by side and asks. */
  readonly compare: (conflict: TicketConflict) => void;
  /** The comparison is over. */
  readonly decided: () => void;
}
