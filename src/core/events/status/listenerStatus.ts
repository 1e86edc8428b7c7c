import type { ArrivalKind } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import type { TunnelNote } from '../../tunnel/tunnel';
import type { ListenerProblem } from './problem';

export const listenerStates = [
  'off',
  'electing',
  'follower',
  'listening',
  'opening',
  'probing',
  'registering',
  'live',
  'backoff',
  'needs-user',
  'stopping',
] as const;
export type ListenerStateName = (typeof listenerStates)[number];

/** What `livechat.webhooks.status` returns. */
export interface ListenerStatus {
  readonly state: ListenerStateName;
  /** Id of the tunnel provider. */
  readonly tunnel?: string;
  /** Without the secret path. */
  readonly publicUrl?: string;
  /** The events that are wanted and can be received. */
  readonly events: readonly ArrivalKind[];
  /** Since when it has been live without interruption. */
  readonly since?: IsoTime;
  readonly lastEventAt?: IsoTime;
}

/**
 * How new tickets are received if they are not ordinary events: by a HelpDesk webhook, by polling, or not at all, because
 * there can be no webhook and the user has not agreed to the calls.
 */
export const ticketChannels = ['webhook', 'polling', 'refused'] as const;
export type TicketChannel = (typeof ticketChannels)[number];

/**
 * What a user should know while it is live. `accepting-unconfirmed`: see `OpenSessionResult`. `accepting`: since the
 * login, LiveChat said that the person accepts chats now, which was not so at the login.
 */
export type ListenerNote = TunnelNote | 'accepting-unconfirmed' | 'accepting';
export const listenerNotes: readonly ListenerNote[] = [
  'loopback-http',
  'unencrypted-leg',
  'accepting-unconfirmed',
  'accepting',
];

/** How far a member of a team has read the team's stream. */
export interface TeamProgress {
  /** Sequence up to which all events are here. */
  readonly here: number;
  /** Sequence of the newest event, as far as is known. */
  readonly last: number;
  /** When the newest event was published; absent where there is none. */
  readonly newestAt?: IsoTime;
  /** Up to `here`, messages that no key of this machine opens, by the id of their key. */
  readonly unread?: readonly { readonly keyId: string; readonly count: number }[];
}

/** What pushes about the person's running chats come through, beside the events of a team. */
export interface ChatConnectionView {
  readonly state: (typeof chatConnectionStates)[number];
  readonly problem?: ListenerProblem;
}
export const chatConnectionStates = ['opening', 'live', 'backoff', 'needs-user'] as const;

/** Publishing to the stream of a team, of a machine that may be its receiver. */
export interface PublishingView {
  /** This machine is the receiver of its account. */
  readonly receives?: boolean;
  /** Number of events that are not published yet. */
  readonly waiting: number;
  /** When the oldest of them was accepted. */
  readonly oldestAt?: IsoTime;
  /** Why events wait, or, where it is not of the kind `publishing`, why this machine cannot be the receiver. */
  readonly problem?: ListenerProblem;
  /** The problem does not pass without a person. */
  readonly needsUser?: boolean;
}

/** The status, and details that the UI shows beside it. */
export interface ListenerView extends ListenerStatus {
  readonly problem?: ListenerProblem;
  /** In `backoff`: when the next attempt is made. */
  readonly nextTryAt?: IsoTime;
  readonly note?: ListenerNote;
  /** When a probe of the public address last succeeded. */
  readonly lastProbeAt?: IsoTime;
  /** Absent where new tickets come as all other events do. */
  readonly newTickets?: TicketChannel;
  /** LiveChat refuses the messages about what the person reads or types: the access token lacks a scope. */
  readonly presence?: 'refused';
  /** In `live`: from then on LiveChat certainly uses this address, which may take it 2 minutes. */
  readonly settledAt?: IsoTime;
  /** Of a member of a team that was connected. */
  readonly team?: TeamProgress;
  /** Of a member of a team, while the active account's running chats are pushed. */
  readonly chats?: ChatConnectionView;
  /** Of a machine that may be the receiver of its team, or still has events for it. */
  readonly publishing?: PublishingView;
}

export interface ListenerSettings {
  /** Those of `livechat.webhooks.events` that can be received, only known ones, each once. */
  readonly events: readonly ArrivalKind[];
  /** `livechat.webhooks.port`. */
  readonly port: number;
  /** `livechat.webhooks.autoStart`, and consent was given. */
  readonly autoStart: boolean;
  /** Whether the user agreed to polling for new tickets where no event reports them, and to its cost. */
  readonly pollsTickets?: boolean;
  /** Whether agents see what others read and type. */
  readonly presence?: boolean;
}

/** The fields of a view that the contract names. */
export function statusOf(view: ListenerView): ListenerStatus {
  const { state, tunnel, publicUrl, events, since, lastEventAt } = view;
  return {
    state,
    ...(tunnel !== undefined && { tunnel }),
    ...(publicUrl !== undefined && { publicUrl }),
    events,
    ...(since !== undefined && { since }),
    ...(lastEventAt !== undefined && { lastEventAt }),
  };
}

/** The listener's state as users see it, whichever window leads. */
export type Phase = 'off' | 'starting' | 'live' | 'waiting' | 'needs-user' | 'stopping';

export function phaseOf(view: ListenerView): Phase {
  switch (view.state) {
    case 'off':
      return 'off';
    case 'electing':
    case 'listening':
    case 'opening':
    case 'probing':
    case 'registering':
      return 'starting';
    case 'live':
      return 'live';
    case 'backoff':
      return 'waiting';
    case 'needs-user':
      return 'needs-user';
    case 'stopping':
      return 'stopping';
    case 'follower':
      // A follower does not know the leader's state, but the fields that are set imply it.
      if (view.since !== undefined) return 'live';
      if (view.nextTryAt !== undefined) return 'waiting';
      return view.problem ? 'needs-user' : 'starting';
  }
}

/** Whether pushes about running chats arrive now. */
export function receivesPushes(view: ListenerView): boolean {
  return view.chats ? view.chats.state === 'live' : phaseOf(view) === 'live';
}

/** Whether this window does not know yet which window leads and what that one does. */
export function isUnknown({ state, problem, publicUrl, since }: ListenerView): boolean {
  const isSilent = problem === undefined && publicUrl === undefined && since === undefined;
  return state === 'electing' || (state === 'follower' && isSilent);
}
