import type { ScheduledReply, ScheduleTarget } from '../../core/scheduling/scheduledItem';

/** Ends the note of a reply that waits. @param isClosed whether it was not sent, because its panel was closed */
export type EndHold = (isClosed: boolean) => Promise<void>;

/** When replies are sent, for the panels that have composers. */
export interface ReplyTiming {
  /** Asks for a time, and stores the reply. @returns what to announce; `undefined` if the user cancelled */
  later(target: ScheduleTarget, reply: ScheduledReply): Promise<string | undefined>;
  /** Notes that a reply waits in its composer, so that the user is notified if the window closes meanwhile. */
  hold(target: ScheduleTarget, ms: number): Promise<EndHold>;
}

/** The active panel, if it shows a ticket or a chat. */
export interface ActivePanel {
  readonly target: ScheduleTarget;
  /** Does the same as the button of its composer. */
  sendLater(): void;
}
