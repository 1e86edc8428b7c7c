import { classicDeliveries } from '../../src/core/api/classic/deliveries';
import { systemClock, type Clock } from '../../src/core/base/clock';
import { silentLog } from '../../src/core/base/log';
import { openJournal } from '../../src/core/events/journal/openJournal';
import { openDatabase } from '../../src/core/storage/openDatabase';
import { deliveryBody } from './deliveries';

const dayMs = 24 * 3_600_000;

/** Stores events of 1.3 KB as if they had been received over the last days. @param folder of the extension's database */
export async function knowEvents(
  folder: string,
  account: string,
  { days, perDay }: { readonly days: number; readonly perDay: number },
): Promise<void> {
  let agoMs = 0;
  const clock: Clock = { ...systemClock, now: () => Date.now() - agoMs };
  const database = await openDatabase({ folder, clock, log: silentLog });
  const journal = openJournal({ database, clock, log: silentLog });
  for (let day = days - 1; day >= 0; day -= 1) {
    agoMs = day * dayMs;
    const ids = Array.from({ length: perDay }, (_, index) => `${day}-${index}`);
    await Promise.all(
      ids.map(async (id) => {
        const delivery = classicDeliveries.decode(JSON.parse(deliveryBody(id)));
        if (!delivery) throw new Error('The delivery could not be decoded.');
        await journal.accept({ eventId: `event-${id}`, account, ...delivery.content });
      }),
    );
  }
  await journal.dispose();
  await database.close();
}
