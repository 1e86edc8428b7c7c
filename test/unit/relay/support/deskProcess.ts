// A process that is one window with a desk, on the account of its parent. It can be killed.
import { openProcessDesk, type DeskBirth, type ShownTale, type ViewTale } from './processDesk';

export type DeskTale = ViewTale | ShownTale | { readonly tells: 'arrived'; readonly ticket: string };

const birth = JSON.parse(process.argv[2] ?? '{}') as DeskBirth;
const tell = (tale: DeskTale): void => void process.send?.(tale);

async function begin(): Promise<void> {
  const desk = await openProcessDesk(birth, { timeoutMs: 5_000, tell });
  desk.onDidArrive((arrival) => {
    if (arrival.kind === 'ticket_created') tell({ tells: 'arrived', ticket: arrival.ticket.id });
  });
  process.on('message', () => void desk.start({ interactive: true }));
}

process.on('disconnect', () => process.exit());
void begin();
