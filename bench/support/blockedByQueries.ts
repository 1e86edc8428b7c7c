import { reloadWindow } from '../../test/workbench/support/persistence';
import type { Workbench } from '../../test/workbench/support/startWorkbench';
import type { Gauge } from './gauge';
import type { Blocked } from './gaugeMessages';
import { visibleTickets } from './ticketClicks';
import { until } from './waiting';

export interface BlockedBy extends Blocked {
  readonly act: string;
}

const giveUpMs = 120_000;

interface Parts {
  readonly workbench: Workbench;
  readonly gauge: Gauge;
  /** Searched for. */
  readonly phrases: readonly string[];
}

/** Does everything that reads or writes the database, one after the other. The account is signed out at the end. */
export async function blockedByQueries({ workbench, gauge, phrases }: Parts): Promise<readonly BlockedBy[]> {
  const ids = await visibleTickets(workbench);
  const argument = (id: string) => ({ ticketId: id, preview: true });
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    idle: () => pause(3_000),
    'refreshing the lists': async () => {
      await gauge.execute('livechat.tickets.refresh');
      await pause(2_000);
    },
    'opening tickets': async () => {
      for (const id of ids.slice(0, 8)) {
        await gauge.execute('livechat.ticket.open', argument(id));
        await pause(800);
      }
    },
    searching: async () => {
      for (const query of phrases) await gauge.execute('livechat.search', { query });
    },
    'deleting 10,000 tickets by age': async () => {
      await workbench.changeSettings({ 'livechat.localData.days': 5 });
      await pause(15_000);
    },
    'signing out and deleting the rest': async () => {
      await gauge.execute('livechat.account.signOut', { deleteData: true });
    },
  };
  const found: BlockedBy[] = [];
  // A start: the gauge watches from its activation on.
  await gauge.begin(() => reloadWindow(workbench));
  await workbench.openView('LiveChat');
  await until(giveUpMs, 'tickets were loaded', async () => (await visibleTickets(workbench)).length > 0);
  await pause(3_000);
  found.push({ act: 'starting a window', ...(await gauge.watched()) });
  for (const [act, work] of Object.entries(acts)) found.push({ act, ...(await gauge.blockedBy(work)) });
  return found;
}

async function pause(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}
