// A process that is one window, on the account of its parent. It can be killed.
import {
  openProcessEventService,
  type WindowSpec,
  type ShownMessage,
  type ViewMessage,
} from './processEventService';

export type WindowReport = ViewMessage | ShownMessage | { readonly type: 'arrived'; readonly ticket: string };

const birth = JSON.parse(process.argv[2] ?? '{}') as WindowSpec;
const notify = (message: WindowReport): void => void process.send?.(message);

async function begin(): Promise<void> {
  const eventService = await openProcessEventService(birth, { timeoutMs: 5_000, notify });
  eventService.onDidArrive((arrival) => {
    if (arrival.kind === 'ticket_created') notify({ type: 'arrived', ticket: arrival.ticket.id });
  });
  process.on('message', () => void eventService.start({ interactive: true }));
}

process.on('disconnect', () => process.exit());
void begin();
