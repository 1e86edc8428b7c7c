import { startReceiver } from '../receiver/startReceiver';
import { webhookListener } from '../transports/webhook/webhookListener';
import type { EventServiceOptions } from '../service/eventService';
import { switchingListener } from './switchingListener';
import type { Listener, ListenerOptions } from '../status/listenerTypes';
import { loadRtm } from '../transports/socket/loadRtm';
import { socketListener } from '../transports/socket/socketListener';

type StoredParts = Pick<ListenerOptions, 'storage' | 'accept' | 'catchUp'>;

/** The relay of a window: through a tunnel, and where the window has a port for it, through a socket too. */
export function createListener(options: EventServiceOptions, kept: StoredParts): Listener {
  const newTickets = options.listings.newTickets.bind(options.listings);
  const webhooks = webhookListener({ ...options, ...kept, newTickets, startReceiver });
  const { live, transport, application = { name: 'livechat-desk', version: '0' } } = options;
  if (!live || !transport) return webhooks;
  const socket = socketListener({ ...options, ...kept, live, newTickets, application, load: loadRtm });
  return switchingListener({ webhooks, socket, transport });
}
