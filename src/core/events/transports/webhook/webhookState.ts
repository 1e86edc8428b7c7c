import type { Disposable } from '../../../base/disposable';
import type { Receiver } from '../../receiver/receiver';
import type { Tunnel, TunnelProvider } from '../../../tunnel/tunnel';
import type { HealthCheck } from './healthCheck';
import type { TicketDiscovery } from '../../ingest/ticketDiscovery';
import type { ListenerProblem, ListenerView } from '../../status/listenerTypes';

/** LiveChat may need so long until a changed webhook holds (section 7 of the tunnel notes). */
const settleMs = 2 * 60_000;

/** A tunnel that is open, and the address that leads through it to the receiver. */
export interface ActiveTunnel {
  readonly receiver: Receiver;
  readonly provider: TunnelProvider;
  readonly tunnel: Tunnel;
  /** Of the receiver, and a secret. */
  readonly path: string;
  /** Listens to the tunnel's end. */
  readonly closing: Disposable;
}

/** Each state owns just what it has. It is replaced, never changed: identity tells a stale answer. */
export type WebhookState =
  /** `tidying`: something is left at LiveChat and will be removed as soon as that works. */
  | { readonly name: 'off'; readonly unregistering?: Disposable }
  | { readonly name: 'electing' | 'follower' }
  | { readonly name: 'listening' }
  | {
      readonly name: 'opening';
      readonly receiver: Receiver;
      readonly stop: AbortController;
      readonly provider?: TunnelProvider;
    }
  | { readonly name: 'probing' | 'registering'; readonly open: ActiveTunnel }
  | {
      readonly name: 'live';
      readonly open: ActiveTunnel;
      readonly since: number;
      readonly watch: HealthCheck;
    }
  /** What still works is kept: an open tunnel where LiveChat fails, the receiver where the tunnel does. */
  | {
      readonly name: 'backoff';
      readonly receiver?: Receiver;
      readonly open?: ActiveTunnel;
      readonly problem: ListenerProblem;
      readonly timer: Disposable;
      readonly nextTryAt: number;
    }
  | {
      readonly name: 'needs-user';
      readonly receiver?: Receiver;
      readonly open?: ActiveTunnel;
      readonly problem: ListenerProblem;
    }
  | { readonly name: 'stopping'; readonly done: Promise<void> };

/** What a state holds that must be given back when it is left for good. */
export interface Resources {
  readonly receiver?: Receiver;
  readonly open?: ActiveTunnel;
}

export function resourcesOf(state: WebhookState): Resources {
  switch (state.name) {
    case 'opening':
      return { receiver: state.receiver };
    case 'probing':
    case 'registering':
    case 'live':
      return { receiver: state.open.receiver, open: state.open };
    case 'backoff':
    case 'needs-user':
      return {
        ...(state.receiver && { receiver: state.receiver }),
        ...(state.open && { open: state.open, receiver: state.open.receiver }),
      };
    default:
      return {};
  }
}

/** Ends the timers of a state. */
export function leave(state: WebhookState): void {
  if (state.name === 'off') state.unregistering?.dispose();
  else if (state.name === 'live') state.watch.dispose();
  else if (state.name === 'backoff') state.timer.dispose();
}

/** When things happened, in milliseconds since the epoch. */
export interface Times {
  readonly lastEventAt: number | undefined;
  readonly lastProbeAt: number | undefined;
}

export function viewOf(
  state: WebhookState,
  { events, way }: Pick<TicketDiscovery, 'events' | 'way'>,
  times: Times,
): ListenerView {
  const { open } = resourcesOf(state);
  const provider = open?.provider ?? (state.name === 'opening' ? state.provider : undefined);
  const at = (name: string, ms: number | undefined) =>
    ms === undefined ? {} : { [name]: new Date(ms).toISOString() };
  return {
    state: state.name,
    ...(provider && { tunnel: provider.id }),
    ...(open && { publicUrl: open.tunnel.publicUrl }),
    events,
    ...(way && { newTickets: way }),
    ...(state.name === 'live' && at('since', state.since)),
    ...at('lastEventAt', times.lastEventAt),
    ...((state.name === 'backoff' || state.name === 'needs-user') && { problem: state.problem }),
    ...(state.name === 'backoff' && at('nextTryAt', state.nextTryAt)),
    ...(open?.tunnel.note !== undefined && { note: open.tunnel.note }),
    ...at('lastProbeAt', times.lastProbeAt),
    ...(state.name === 'live' && at('settledAt', state.since + settleMs)),
  };
}
