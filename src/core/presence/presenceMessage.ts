import { asRecord } from '../base/json';

/** What an agent does in a ticket or chat. */
export const doings = ['reading', 'typing'] as const;
export type Doing = (typeof doings)[number];

/** A ticket or chat, by the id that LiveChat gave it. */
export interface PresenceSubject {
  readonly kind: 'ticket' | 'chat';
  readonly id: string;
}

export interface Activity extends PresenceSubject {
  readonly doing: Doing;
}

/** What a window shows of an account (`Account.id`). */
export interface ShownByWindow {
  readonly account: string;
  readonly on: readonly Activity[];
}

/** What one installation of the extension sends to those of other agents. */
export interface PresenceMessage {
  /** Random id of the sending machine’s run. The agent is known from LiveChat, never from the message. */
  readonly sender: string;
  /** Increases with each message of the sender. */
  readonly count: number;
  /** Everything that the agent has open: a message replaces those before it. */
  readonly on: readonly Activity[];
  /** Asks other agents to answer with what they have open. */
  readonly asks?: true;
  /** The sender shows and sends nothing from now on. */
  readonly leaves?: true;
}

const version = 1;
/** Most activities of a message. */
export const maxActivities = 20;
const maxIdLength = 100;

/** The content of the multicast. It has no data of customers. */
export function encodePresenceMessage({ sender, count, on, asks, leaves }: PresenceMessage): object {
  return {
    version,
    sender,
    count,
    on: on.map(({ kind, id, doing }) => ({ kind, id, doing })),
    ...(asks && { asks }),
    ...(leaves && { leaves }),
  };
}

/** @returns `undefined` for a message of another version, and for a malformed one, of which no part counts */
export function decodePresenceMessage(content: unknown): PresenceMessage | undefined {
  const { version: given, sender, count, on, asks, leaves } = asRecord(content);
  if (given !== version || typeof sender !== 'string' || !/^[\w-]{1,64}$/.test(sender)) return undefined;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return undefined;
  if (!Array.isArray(on) || on.length > maxActivities) return undefined;
  const activities = on.map(decodeActivity);
  const valid = activities.filter((one) => one !== undefined);
  if (valid.length < activities.length) return undefined;
  return {
    ...{ sender, count, on: valid },
    ...(asks === true && { asks }),
    ...(leaves === true && { leaves }),
  };
}

/** Also for what another window reports. */
export function decodeActivity(value: unknown): Activity | undefined {
  const { kind, id, doing: given } = asRecord(value);
  const doing = doings.find((one) => one === given);
  if ((kind !== 'ticket' && kind !== 'chat') || doing === undefined) return undefined;
  return isSubjectId(id) ? { kind, id, doing } : undefined;
}

/** Ids of LiveChat are short and have no spaces or control characters. */
export function isSubjectId(id: unknown): id is string {
  return typeof id === 'string' && id.length <= maxIdLength && /^[\x21-\x7e]+$/.test(id);
}

export function subjectKey({ kind, id }: PresenceSubject): string {
  return `${kind}/${id}`;
}

/** Each ticket or chat once, those in which the agent types first, and no more than a message may have. */
export function mergeActivities(activities: readonly Activity[]): readonly Activity[] {
  const merged = new Map<string, Activity>();
  const sorted = [...activities].sort((a, b) => doings.indexOf(b.doing) - doings.indexOf(a.doing));
  for (const one of sorted) if (!merged.has(subjectKey(one))) merged.set(subjectKey(one), one);
  return [...merged.values()].slice(0, maxActivities);
}
