import type { ScheduledReply, ScheduleTarget } from '../../core/scheduling/scheduledItem';

/** Why a reply that waited is not sent: its panel was closed, or the machine slept. */
export type WhyNotSent = 'closed' | 'late';
/**
 * Ends the note of a reply that waits. @param why the user is notified that it was not sent
 * @returns whether the note was there; otherwise the user has been notified that the reply was not sent
 */
export type EndDelay = (why?: WhyNotSent) => Promise<boolean>;

/** When replies are sent, for the panels that have composers. */
export interface ReplyTiming {
  /**
   * Asks for a time, and stores the reply.
   * @param take called once the time is selected: whether its composer still has it, and does not send it from then on;
   * otherwise it is not stored
   * @returns what to announce; `undefined` if it was not stored
   */
  later(target: ScheduleTarget, reply: ScheduledReply, take?: () => boolean): Promise<string | undefined>;
  /** Notes that a reply waits in its composer, so that the user is notified if the window closes meanwhile. */
  delay(target: ScheduleTarget, ms: number, reply: ScheduledReply): Promise<EndDelay>;
}

/** The active panel, if it shows a ticket or a chat. */
export interface ActivePanel {
  readonly target: ScheduleTarget;
  /** Does the same as the button of its composer. */
  sendLater(): void;
}
