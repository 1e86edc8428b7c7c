import { arrivalKinds, decodeArrival, type Arrival, type ArrivalKind } from '../../domain/arrival';
import { surfaces, type EventNotification, type Counts } from '../status/notification';
import type { MarkRead } from '../journal/journal';
import { listenerStates, ticketSources, type ListenerView } from '../status/listenerStatus';
import type { Check, TestOutcome } from '../status/checks';
import type { ListenerProblem } from '../status/problem';

/** What windows tell each other. It may come from a newer or older version of this extension. */
export type LeaderBroadcast =
  | { readonly tell: 'arrival'; readonly arrival: Arrival }
  | { readonly tell: 'view'; readonly view: ListenerView }
  | { readonly tell: 'journal' };

/** What a window asks of the one that leads. */
export type Request =
  | { readonly ask: 'view' | 'stop' | 'retry' | 'doctor' | 'reread' }
  | { readonly ask: 'start'; readonly interactive: boolean }
  | { readonly ask: 'test'; readonly kind: ArrivalKind; readonly name: string }
  | { readonly ask: 'read'; readonly which: MarkRead };

type Json = Readonly<Record<string, unknown>>;

export function decodeBroadcast(value: unknown): LeaderBroadcast | undefined {
  const { tell, arrival, view } = fieldsOf(value);
  if (tell === 'journal') return { tell };
  if (tell === 'arrival') {
    const decoded = decodeArrival(arrival);
    return decoded && { tell, arrival: decoded };
  }
  const decoded = tell === 'view' ? decodeView(view) : undefined;
  return decoded && { tell: 'view', view: decoded };
}

export function decodeRequest(value: unknown): Request | undefined {
  const { ask, interactive, kind, name, which } = fieldsOf(value);
  switch (ask) {
    case 'view':
    case 'stop':
    case 'retry':
    case 'doctor':
    case 'reread':
      return { ask };
    case 'start':
      return { ask, interactive: interactive === true };
    case 'test': {
      const known = arrivalKinds.find((one) => one === kind);
      return known && { ask, kind: known, name: typeof name === 'string' ? name : '' };
    }
    case 'read': {
      const { eventIds, account } = fieldsOf(which);
      if (Array.isArray(eventIds)) return { ask, which: { eventIds: textsIn(eventIds) } };
      return { ask, which: typeof account === 'string' ? { account } : {} };
    }
    default:
      return undefined;
  }
}

export function decodeNotification(value: unknown): EventNotification | undefined {
  const { kind, surface, eventId, eventIds, counts, more } = fieldsOf(value);
  const place = surfaces.find((one) => one === surface);
  if (place === undefined || place === 'off') return undefined;
  if (kind === 'one') return typeof eventId === 'string' ? { kind, surface: place, eventId } : undefined;
  if ((kind !== 'many' && kind !== 'digest') || !Array.isArray(eventIds)) return undefined;
  const about = { surface: place, counts: countsIn(counts), eventIds: textsIn(eventIds) };
  return kind === 'many' ? { kind, ...about } : { kind, ...about, more: more === true };
}

export function decodeView(value: unknown): ListenerView | undefined {
  const raw = fieldsOf(value);
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

/** The answer to `doctor`, from this same code in another window. */
export function decodeChecks(value: unknown): readonly Check[] {
  return Array.isArray(value)
    ? value.filter((one): one is Check => typeof fieldsOf(one).name === 'string')
    : [];
}

export function decodeOutcome(value: unknown): TestOutcome {
  const { kind, ms, problem } = fieldsOf(value);
  if (kind === 'delivered' && typeof ms === 'number') return { kind, ms };
  return { kind: 'failed', problem: decodeProblem(problem) ?? { kind: 'fault' } };
}

const problemKinds = ['tunnel', 'livechat', 'receiver', 'unreachable', 'full', 'socket', 'storage', 'fault'];

/** A kind that is not known here is a fault; what belongs to a known one is as its window wrote it. */
function decodeProblem(value: unknown): ListenerProblem | undefined {
  const { kind } = fieldsOf(value);
  if (typeof kind !== 'string') return undefined;
  return problemKinds.includes(kind) ? (value as ListenerProblem) : { kind: 'fault' };
}

function countsIn(value: unknown): Counts {
  const raw = fieldsOf(value);
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

function fieldsOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
