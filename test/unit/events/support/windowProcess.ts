// A process that is one window, on the account of its parent. It can be killed.
import {
  openProcessEventService,
  type WindowSpec,
  type ShownTale,
  type ViewTale,
} from './processEventService';

export type WindowReport = ViewTale | ShownTale | { readonly tells: 'arrived'; readonly ticket: string };

const birth = JSON.parse(process.argv[2] ?? '{}') as WindowSpec;
const tell = (tale: WindowReport): void => void process.send?.(tale);

async function begin(): Promise<void> {
  const eventService = await openProcessEventService(birth, { timeoutMs: 5_000, tell });
  eventService.onDidArrive((arrival) => {
    if (arrival.kind === 'ticket_created') tell({ tells: 'arrived', ticket: arrival.ticket.id });
  });
  process.on('message', () => void eventService.start({ interactive: true }));
}

process.on('disconnect', () => process.exit());
void begin();
