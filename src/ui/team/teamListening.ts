import type { StartOptions } from '../../core/events/listener/listener';
import type { ListenerStatus, ListenerView } from '../../core/events/status/listenerStatus';
import type { Membership } from './membership';

/** Listening, as far as joining and leaving affect it. */
export interface TeamListening {
  readonly team: Membership;
  readonly eventService: {
    readonly view: ListenerView;
    status(): ListenerStatus;
    start(options: StartOptions): Promise<ListenerStatus>;
    stop(): Promise<ListenerStatus>;
    refresh(what: 'tunnel'): void;
  };
}
