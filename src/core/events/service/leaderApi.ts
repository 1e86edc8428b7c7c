import { asRecord } from '../../base/json';
import { arrivalKinds, decodeArrival, type Arrival, type ArrivalKind } from '../../domain/arrival';
import type { MarkRead } from '../journal/journal';
import type { Check, TestOutcome } from '../status/checks';
import { listenerStates, ticketSources, type ListenerView } from '../status/listenerStatus';
import { surfaces, type Counts, type EventNotification } from '../status/notification';
import type { ListenerProblem } from '../status/problem';

const noArgs = () => ({});
const nothing = (): void => undefined;

/**
 * What a window asks of the leader, which may be itself. Values come from another window, which may run another version of
 * this extension: `args` gives `undefined` where they are malformed, and `result` what is usable.
 */
const methods = {
  view: { args: noArgs, result: decodeView },
  start: {
    args: (value: unknown) => ({ interactive: asRecord(value).interactive === true }),
    result: decodeView,
  },
  stop: { args: noArgs, result: decodeView },
  retry: { args: noArgs, result: nothing },
  /** Reads again what any window may have written. */
  reread: { args: noArgs, result: nothing },
  doctor: { args: noArgs, result: decodeChecks },
  sendTestEvent: { args: decodeTestEvent, result: decodeOutcome },
  markRead: { args: decodeMarkRead, result: nothing },
} satisfies Readonly<Record<string, Codec>>;

interface Codec {
  readonly args: (value: unknown) => object | undefined;
  readonly result: (value: unknown) => unknown;
}

export type LeaderMethod = keyof typeof methods;
export type ArgsOf<M extends LeaderMethod> = NonNullable<ReturnType<(typeof methods)[M]['args']>>;
export type ResultOf<M extends LeaderMethod> = ReturnType<(typeof methods)[M]['result']>;

/** The leader's side. */
export type LeaderApi = { readonly [M in LeaderMethod]: (args: ArgsOf<M>) => Promise<ResultOf<M>> };
export type LeaderCall<M extends LeaderMethod = LeaderMethod> = {
  readonly [K in M]: { readonly method: K; readonly args: ArgsOf<K> };
}[M];

const codecs: {
  readonly [M in LeaderMethod]: {
    readonly args: (value: unknown) => ArgsOf<M> | undefined;
    readonly result: (value: unknown) => ResultOf<M>;
  };
} = methods;

export function decodeCall(value: unknown): LeaderCall | undefined {
  const { method, args } = asRecord(value);
  return isMethod(method) ? callOf(method, args) : undefined;
}

export function runCall<M extends LeaderMethod>(
  api: LeaderApi,
  { method, args }: { readonly method: M; readonly args: ArgsOf<M> },
): Promise<ResultOf<M>> {
  return api[method](args);
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

/** What the leader tells all windows. */
export type LeaderBroadcast =
  | { readonly tell: 'arrival'; readonly arrival: Arrival }
  | { readonly tell: 'view'; readonly view: ListenerView }
  | { readonly tell: 'journal' };

export function decodeBroadcast(value: unknown): LeaderBroadcast | undefined {
  const { tell, arrival, view } = asRecord(value);
  if (tell === 'journal') return { tell };
  if (tell === 'arrival') {
    const decoded = decodeArrival(arrival);
    return decoded && { tell, arrival: decoded };
  }
  const decoded = tell === 'view' ? decodeView(view) : undefined;
  return decoded && { tell: 'view', view: decoded };
}

export function decodeNotification(value: unknown): EventNotification | undefined {
  const { kind, surface, arrival, eventIds, counts, more } = asRecord(value);
  const place = surfaces.find((one) => one === surface);
  if (place === undefined || place === 'off') return undefined;
  if (kind === 'one') {
    const decoded = decodeArrival(arrival);
    return decoded && { kind, surface: place, arrival: decoded };
  }
  if ((kind !== 'many' && kind !== 'digest') || !Array.isArray(eventIds)) return undefined;
  const about = { surface: place, counts: countsIn(counts), eventIds: textsIn(eventIds) };
  return kind === 'many' ? { kind, ...about } : { kind, ...about, more: more === true };
}

export function decodeView(value: unknown): ListenerView | undefined {
  const raw = asRecord(value);
  const state = listenerStates.find((one) => one === raw.state);
  if (state === undefined) return undefined;
  const text = (name: string) => (typeof raw[name] === 'string' ? { [name]: raw[name] } : {});
  const events = Array.isArray(raw.events) ? textsIn(raw.events) : [];
  const problem = decodeProblem(raw.problem);
  const newTickets = ticketSources.find((one) => one === raw.newTickets);
  return {
    state,
    events: arrivalKinds.filter((kind) => events.includes(kind)),
    ...text('tunnel'),
    ...text('publicUrl'),
    ...text('since'),
    ...text('lastEventAt'),
    ...text('nextTryAt'),
    ...text('note'),
    ...text('lastProbeAt'),
    ...text('settledAt'),
    ...(newTickets && { newTickets }),
    ...(problem && { problem }),
  };
}

export function decodeChecks(value: unknown): readonly Check[] {
  return Array.isArray(value)
    ? value.filter((one): one is Check => typeof asRecord(one).name === 'string')
    : [];
}

export function decodeOutcome(value: unknown): TestOutcome {
  const { kind, ms, problem } = asRecord(value);
  if (kind === 'delivered' && typeof ms === 'number') return { kind, ms };
  return { kind: 'failed', problem: decodeProblem(problem) ?? { kind: 'fault' } };
}

function decodeTestEvent(value: unknown): { readonly kind: ArrivalKind; readonly name: string } | undefined {
  const { kind, name } = asRecord(value);
  const known = arrivalKinds.find((one) => one === kind);
  return known && { kind: known, name: typeof name === 'string' ? name : '' };
}

function decodeMarkRead(value: unknown): MarkRead {
  const { eventIds, account } = asRecord(value);
  if (Array.isArray(eventIds)) return { eventIds: textsIn(eventIds) };
  return typeof account === 'string' ? { account } : {};
}

/** The fields without which a problem cannot be shown; their values may be of another version. */
const problemFields: Readonly<Record<ListenerProblem['kind'], Readonly<Record<string, string>>>> = {
  tunnel: { code: 'string' },
  livechat: { failure: 'object' },
  receiver: { code: 'string', port: 'number' },
  unreachable: {},
  full: { event: 'string', hosts: 'object', isOurs: 'boolean' },
  socket: { code: 'string' },
  storage: { fault: 'string' },
  fault: {},
};

/** An unknown or incomplete problem is a `fault`. */
function decodeProblem(value: unknown): ListenerProblem | undefined {
  const raw = asRecord(value);
  if (typeof raw.kind !== 'string') return undefined;
  const isComplete =
    Object.hasOwn(problemFields, raw.kind) &&
    Object.entries(problemFields[raw.kind as ListenerProblem['kind']]).every(
      ([name, type]) => typeof raw[name] === type && raw[name] !== null,
    );
  return isComplete ? (value as ListenerProblem) : { kind: 'fault' };
}

function countsIn(value: unknown): Counts {
  const raw = asRecord(value);
  const countOf = (kind: ArrivalKind): number => (typeof raw[kind] === 'number' ? raw[kind] : 0);
  return {
    chat_started: countOf('chat_started'),
    chat_ended: countOf('chat_ended'),
    ticket_created: countOf('ticket_created'),
  };
}

function textsIn(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}
