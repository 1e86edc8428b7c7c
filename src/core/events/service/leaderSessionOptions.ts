import type { Arrival } from '../../domain/arrival';
import type { EventNotification } from '../status/notification';
import type { EventServiceOptions } from './eventService';
import type { LeaderPresenceOptions } from './leaderPresence';

export interface LeaderSessionOptions {
  readonly options: EventServiceOptions;
  readonly onArrive: (arrival: Arrival) => void;
  readonly onChange: () => void;
  /** Finds one window that responds and has the accounts. Resolves to what shows it there. */
  readonly find: (
    notification: EventNotification,
    accounts: readonly string[],
  ) => Promise<(() => void) | undefined>;
  /** Sends to other agents. */
  readonly multicast: LeaderPresenceOptions['send'];
  /** A part of the view that this session knows has changed. */
  readonly onChangeView: () => void;
}
