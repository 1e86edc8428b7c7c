import type { Chat, SurveyAnswer } from '../../account/chat';
import { microsOf } from '../formats';

export type Visibility = 'all' | 'agents';

/** An event of a thread as the API returns it, under the id `<thread>_<n>`. */
export interface ThreadEvent {
  readonly id: string;
  readonly created_at: string;
  readonly type: string;
  readonly visibility: Visibility;
  readonly author_id?: string;
  readonly properties: Record<string, Record<string, unknown>>;
  readonly deleted?: true;
  readonly [field: string]: unknown;
}

/** An event without the fields that the log sets. */
export interface NewEvent {
  readonly type: string;
  readonly visibility?: Visibility;
  readonly author_id?: string;
  readonly properties?: Record<string, Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Microseconds between events that would have the same time. */
const STEP = 1000;
/** Microseconds that all times have beyond their millisecond. */
const FRACTION = 340;

/**
 * The events of a thread in order. It takes over messages and the end of the chat from the account, and adds what the
 * classic API does not have. Times increase strictly.
 */
export class ThreadLog {
  private readonly events: ThreadEvent[] = [];
  private lastTime = 0;
  private hasSurvey = false;
  private messages = 0;
  private closings = 0;

  /** @param now returns epoch milliseconds */
  constructor(
    private readonly chat: Chat,
    private readonly threadId: string,
    private readonly customerId: string,
    private readonly now: () => number,
  ) {}

  all(): readonly ThreadEvent[] {
    this.takeOver();
    return this.events;
  }

  find(id: string): ThreadEvent | undefined {
    return this.all().find((event) => event.id === id);
  }

  append(event: NewEvent): ThreadEvent {
    this.takeOver();
    return this.add(event, this.now());
  }

  /** Appends a message that the account has as its newest. */
  appendMessage(event: NewEvent): ThreadEvent {
    this.messages = this.chat.messages.length;
    return this.append(event);
  }

  /** Appends the end that the account has as its newest. */
  appendEnd(event: NewEvent): ThreadEvent {
    this.closings = this.chat.events.length;
    return this.append(event);
  }

  /** Replaces an event. @throws RangeError for an unknown id */
  replace(id: string, change: object): ThreadEvent {
    const old = this.find(id);
    if (!old) throw new RangeError(`Unknown event: ${id}`);
    const changed = { ...old, ...change };
    this.events[this.events.indexOf(old)] = changed;
    return changed;
  }

  private takeOver(): void {
    const { survey, messages, events, started } = this.chat;
    if (survey.length > 0 && !this.hasSurvey) {
      this.hasSurvey = true;
      this.add(formEvent('prechat', survey, this.customerId), started * 1000);
    }
    for (const message of messages.slice(this.messages)) {
      this.messages += 1;
      const { text, timestamp, agentId, whisper, customId } = message;
      const event = {
        type: 'message',
        author_id: agentId ?? this.customerId,
        text,
        ...(customId !== undefined && { custom_id: customId }),
        ...(whisper && { visibility: 'agents' as const }),
      };
      this.add(event, this.preciseTime(timestamp));
    }
    for (const { userType, timestamp, agentId } of events.slice(this.closings)) {
      this.closings += 1;
      const { visitor, agents } = this.chat;
      const by = userType === 'agent' ? 'agent' : 'customer';
      const name =
        agentId === undefined ? visitor.name : (agents.find(({ id }) => id === agentId)?.name ?? agentId);
      this.add(
        {
          type: 'system_message',
          system_message_type: `manual_archived_${by}`,
          text: `${name} archived the chat`,
          text_vars: { [by]: name },
        },
        this.preciseTime(timestamp),
      );
    }
  }

  /** The account stores seconds; what has just happened gets the clock's milliseconds. */
  private preciseTime(seconds: number): number {
    const now = this.now();
    return Math.floor(now / 1000) === seconds ? now : seconds * 1000;
  }

  private add(event: NewEvent, atMs: number): ThreadEvent {
    const time = Math.max(atMs * 1000 + FRACTION, this.lastTime + STEP);
    this.lastTime = time;
    const stored = {
      id: `${this.threadId}_${this.events.length + 1}`,
      created_at: microsOf(time),
      visibility: 'all' as const,
      properties: {},
      ...event,
    };
    this.events.push(stored);
    return stored;
  }
}

/** A form that the customer has filled in. */
export function formEvent(
  formType: 'prechat' | 'postchat' | 'ask_for_email',
  fields: readonly SurveyAnswer[],
  customerId: string,
): NewEvent {
  return {
    type: 'filled_form',
    author_id: customerId,
    form_id: '156630109416307809',
    form_type: formType,
    fields: fields.map(({ id, type, label, answer, answers }) => {
      if (answers === undefined) return { id, type, label, answer: answer ?? '' };
      const chosen = answers
        .filter((one) => one.chosen)
        .map((one, i) => ({ id: String(i), label: one.label }));
      return { id, type, label, answers: chosen };
    }),
  };
}
