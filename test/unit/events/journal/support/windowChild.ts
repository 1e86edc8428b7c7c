import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { classicDeliveries } from '../../../../../src/core/api/classic/deliveries';
import { systemClock } from '../../../../../src/core/base/clock';
import type { EventKey } from '../../../../../src/core/domain/arrival';
import { silentLog } from '../../../../../src/core/base/log';
import { openJournal } from '../../../../../src/core/events/journal/openJournal';
import { testDatabase } from '../../../storage/support/testDatabase';
import { startReceiver } from '../../../../../src/core/events/receiver/startReceiver';

/** A process that accepts, stores and shows events until it is killed: `windowChild DIR TOKEN`. */
async function main(dir: string, token: string): Promise<void> {
  const database = await testDatabase(dir);
  const journal = openJournal({ database, clock: systemClock, log: silentLog, maxBytes: 256 * 1024 * 1024 });
  const show = async (events: readonly EventKey[]): Promise<void> => {
    await journal.markShown(events);
    for (const { eventId } of events) appendFileSync(path.join(dir, 'toasts.txt'), `${eventId}\n`);
  };
  journal.onDidAppend(({ arrival }) => void show([arrival]));
  const missed = await journal.unshown();
  await show(missed.map(({ arrival }) => arrival));
  const receiver = await startReceiver({
    port: 0,
    installId: 'child',
    clock: systemClock,
    log: silentLog,
    allowedHosts: () => [],
    registration: () => ({ account: 'classic:ada', secrets: [token], format: classicDeliveries }),
    accept: (arrival) => journal.accept(arrival),
    onTooLarge: () => undefined,
    onProbe: () => false,
  });
  process.stdout.write(`${JSON.stringify({ port: receiver.port, path: receiver.path() })}\n`);
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
