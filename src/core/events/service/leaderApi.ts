import { asRecord } from '../../base/json';
import type { WindowRef } from '../../cluster/cluster';
import { arrivalKinds, type Arrival, type ArrivalKind } from '../../domain/arrival';
import { decodeArrival } from '../../domain/decodeArrival';
import { isChatPush, type TypingIndicator } from '../../domain/liveChat';
import {
  flag,
  decodeSaved,
  number,
  oneOf,
  optional,
  shape,
  text,
  type Decode,
} from '../../../protocol/decode';
import { decodeActivity, type ShownByWindow } from '../../presence/presenceMessage';
import type { MarkRead } from '../journal/journal';
import { checkNames, checkNotes, fixIds, type Check, type TestOutcome } from '../status/checks';
import {
  chatConnectionStates,
  listenerNotes,
  listenerStates,
  ticketChannels,
  type ListenerView,
} from '../status/listenerStatus';
import { surfaces, type EventNotification } from '../status/notification';
import type { ChatPushBatch } from './chatPushes';
import { decodeProblem } from './decodeProblem';

const noArgs = () => ({});
const nothing = (): void => undefined;

/**
 * What a window asks of the leader, which may be itself. Values come from another window, which may run another version of
 * this extension: `args` gives `undefined` where they are malformed, and `result` what is usable.
 */
const methods = {
  view: { args: noArgs, result: decodeView },
  start: {
    args: (value: unknown) => ({
      interactive: asRecord(value).interactive === true,
      recheck: asRecord(value).recheck === true,
    }),
    result: decodeView,
  },
  stop: { args: noArgs, result: decodeView },
  retry: { args: noArgs, result: nothing },
  /** Reads again what any window may have written. */
  reread: { args: noArgs, result: nothing },
  doctor: { args: noArgs, result: decodeChecks },
  sendTestEvent: { args: decodeTestEvent, result: decodeOutcome },
  /** At most one per chat in 5 s is sent; none without a socket. */
  typing: { args: decodeTyping, result: nothing },
  markRead: { args: decodeMarkRead, result: nothing },
  /** Replaces what this window showed before. To be repeated to each leader. */
  showsChats: {
    args: (value: unknown) => decodeSaved(shape({ chatIds: validItems(text) }), value),
    result: nothing,
  },
  /** What the person reads and types in this window. To be repeated to each leader. */
  presence: { args: decodePresence, result: nothing },
} satisfies Readonly<Record<string, Codec>>;

interface Codec {
  readonly args: (value: unknown) => object | undefined;
  readonly result: (value: unknown) => unknown;
}

export type LeaderMethod = keyof typeof methods;
export type ArgsOf<M extends LeaderMethod> = NonNullable<ReturnType<(typeof methods)[M]['args']>>;
export type ResultOf<M extends LeaderMethod> = ReturnType<(typeof methods)[M]['result']>;

/** The leader's side. */
export type LeaderApi = {
  readonly [M in LeaderMethod]: (args: ArgsOf<M>, from: WindowRef) => Promise<ResultOf<M>>;
};
export type LeaderCall<M extends LeaderMethod = LeaderMethod> = {
  readonly [K in M]: { readonly method: K; readonly args: ArgsOf<K> };
}[M];

const codecs: {
  readonly [M in LeaderMethod]: {
    readonly args: (value: unknown) => ArgsOf<M> | undefined;
    readonly result: (value: unknown) => ResultOf<M>;
  };
} = methods;

/** Whether a request is about the active account, which both windows must then have in common. */
export function needsAccount(method: LeaderMethod): boolean {
  return (
    method === 'start' ||
    method === 'stop' ||
    method === 'doctor' ||
    method === 'sendTestEvent' ||
    method === 'typing'
  );
}

export function decodeCall(value: unknown): LeaderCall | undefined {
  const { method, args } = asRecord(value);
  return isMethod(method) ? callOf(method, args) : undefined;
}

export function runCall<M extends LeaderMethod>(
  api: LeaderApi,
  { method, args }: { readonly method: M; readonly args: ArgsOf<M> },
  from: WindowRef,
): Promise<ResultOf<M>> {
  return api[method](args, from);
}

export function decodeResult<M extends LeaderMethod>(method: M, value: unknown): ResultOf<M> {
  return codecs[method].result(value);
}

function isMethod(value: unknown): value is LeaderMethod {
  return typeof value === 'string' && Object.hasOwn(methods, value);
}

function callOf<M extends LeaderMethod>(method: M, value: unknown): LeaderCall<M> | undefined {
  const args = codecs[method].args(value);
  return args === undefined ? undefined : { method, args };
}

/** Messages of the leader to all windows. */
export type LeaderBroadcast =
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'view'; readonly view: ListenerView }
  | ({ readonly kind: 'chats' } & ChatPushBatch)
  | { readonly kind: 'journal' };

export function decodeBroadcast(value: unknown): LeaderBroadcast | undefined {
  const { kind, arrival, view, account, pushes } = asRecord(value);
  if (kind === 'journal') return { kind };
  if (kind === 'chats') {
    const isBatch = typeof account === 'string' && Array.isArray(pushes);
    return isBatch ? { kind, account, pushes: pushes.filter(isChatPush) } : undefined;
  }
  if (kind === 'arrival') {
    const decoded = decodeArrival(arrival);
    return decoded && { kind, arrival: decoded };
  }
  const decoded = kind === 'view' ? decodeView(view) : undefined;
  return decoded && { kind: 'view', view: decoded };
}

/** The accounts that a notification is about. */
export function accountsIn(value: unknown): readonly string[] {
  const { accounts } = asRecord(value);
  return Array.isArray(accounts) ? accounts.filter((account) => typeof account === 'string') : [];
}

export function decodeNotification(value: unknown): EventNotification | undefined {
  const { kind, surface, arrival, more } = asRecord(value);
  const place = surfaces.find((one) => one === surface);
  if (place === undefined || place === 'off') return undefined;
  if (kind === 'one') {
    const decoded = decodeArrival(arrival);
    return decoded && { kind, surface: place, arrival: decoded };
  }
  if (kind === 'assigned' || kind === 'message' || kind === 'waiting') {
    const fields = decodeSaved(chatFields, value);
    const [account] = accountsIn(value);
    return fields && account !== undefined ? { kind, surface: place, account, ...fields } : undefined;
  }
  const events = kind === 'many' || kind === 'digest' ? decodeSaved(severalEvents, value) : undefined;
  if (!events) return undefined;
  return kind === 'many'
    ? { kind, surface: place, ...events }
    : { kind: 'digest', surface: place, ...events, more: more === true };
}

/** A malformed value counts as absent: the other window may run another version. */
function lenient<T>(decode: Decode<T>): Decode<T | undefined> {
  return (value) => decodeSaved(decode, value);
}

/** Without malformed items. */
function validItems<T>(item: Decode<T>): Decode<readonly T[]> {
  return (value) =>
    Array.isArray(value) ? value.flatMap((one: unknown) => decodeSaved(item, one) ?? []) : [];
}

const count: Decode<number> = (value) => decodeSaved(number, value) ?? 0;
const chatFields = shape({
  chatId: text,
  threadId: text,
  count: number,
  name: optional(text),
  text: optional(text),
  since: optional(number),
  isMine: optional(flag),
});
const severalEvents = shape({
  eventIds: validItems(text),
  counts: shape({ chat_started: count, chat_ended: count, ticket_created: count }),
});

const optionalText = lenient(text);
const unread = optional(validItems(shape({ keyId: text, count: number })));
const progress = lenient(shape({ here: number, last: number, newestAt: optional(text), unread }));
const publishing = lenient(
  shape({
    receives: lenient(flag),
    waiting: number,
    oldestAt: optionalText,
    problem: decodeProblem,
    needsUser: lenient(flag),
  }),
);
const viewFields = shape({
  state: oneOf(...listenerStates),
  tunnel: optionalText,
  publicUrl: optionalText,
  since: optionalText,
  lastEventAt: optionalText,
  nextTryAt: optionalText,
  lastProbeAt: optionalText,
  settledAt: optionalText,
  note: lenient(oneOf(...listenerNotes)),
  newTickets: lenient(oneOf(...ticketChannels)),
  presence: lenient(oneOf('refused')),
  problem: decodeProblem,
  team: progress,
  chats: lenient(shape({ state: oneOf(...chatConnectionStates), problem: decodeProblem })),
  publishing,
});
const kinds = validItems(oneOf(...arrivalKinds));
const check = shape({
  name: oneOf(...checkNames),
  result: oneOf('ok', 'failed', 'skipped'),
  ms: number,
  problem: decodeProblem,
  fix: lenient(oneOf(...fixIds)),
  note: lenient(oneOf(...checkNotes)),
  team: progress,
  publishing,
});

export function decodeView(value: unknown): ListenerView | undefined {
  const view = decodeSaved(viewFields, value);
  return view && { ...view, events: kinds(asRecord(value).events) };
}

export function decodeChecks(value: unknown): readonly Check[] {
  return validItems(check)(value);
}

export function decodeOutcome(value: unknown): TestOutcome {
  const { kind, ms, problem } = asRecord(value);
  if (kind === 'delivered' && typeof ms === 'number') return { kind, ms };
  return { kind: 'failed', problem: decodeProblem(problem) ?? { kind: 'fault' } };
}

function decodeTestEvent(value: unknown): { readonly kind: ArrivalKind; readonly name: string } | undefined {
  return decodeSaved(
    shape({ kind: oneOf(...arrivalKinds), name: (name) => decodeSaved(text, name) ?? '' }),
    value,
  );
}

const typingFields = shape({ chatId: text, isTyping: flag });

function decodeTyping(value: unknown): TypingIndicator | undefined {
  const typing = decodeSaved(typingFields, value);
  return typing && { ...typing, ...(asRecord(value).isPrivate === true && { isPrivate: true }) };
}

/** Without `shown`, the window does not take part. */
function decodePresence(value: unknown): { readonly shown?: ShownByWindow } {
  const { account, on } = asRecord(asRecord(value).shown);
  if (typeof account !== 'string' || !Array.isArray(on)) return {};
  return { shown: { account, on: on.flatMap((one: unknown) => decodeActivity(one) ?? []) } };
}

function decodeMarkRead(value: unknown): MarkRead {
  return shape({ eventIds: optional(validItems(text)), account: optionalText })(asRecord(value));
}
