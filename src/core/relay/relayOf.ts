import { startReceiver } from '../receiver/startReceiver';
import { createRelay } from './createRelay';
import type { DeskOptions } from './desk';
import { eitherRelay } from './eitherRelay';
import type { Relay, RelayOptions } from './relay';
import { loadRtm } from './socket/loadRtm';
import { socketRelay } from './socket/socketRelay';

type Kept = Pick<RelayOptions, 'storage' | 'accept' | 'catchUp'>;

/** The relay of a window: through a tunnel, and where the window has a port for it, through a socket too. */
export function relayOf(options: DeskOptions, kept: Kept): Relay {
  const newTickets = options.listings.newTickets.bind(options.listings);
  const webhooks = createRelay({ ...options, ...kept, newTickets, startReceiver });
  const { live, via, application = { name: 'livechat-desk', version: '0' } } = options;
  if (!live || !via) return webhooks;
  const socket = socketRelay({ ...options, ...kept, live, newTickets, application, load: loadRtm });
  return eitherRelay({ webhooks, socket, via });
}
