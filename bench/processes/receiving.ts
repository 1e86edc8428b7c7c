// The receiver as it ships, with the journal on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classicDeliveries } from '../../src/core/api/classic/deliveries';
import { systemClock } from '../../src/core/base/clock';
import { silentLog } from '../../src/core/base/log';
import { openJournal } from '../../src/core/events/journal/openJournal';
import { openDatabase } from '../../src/core/storage/openDatabase';
import { startReceiver } from '../../src/core/events/receiver/startReceiver';
import { tell, tellCpu } from '../support/children';
import { token } from '../support/deliveries';

const dir = mkdtempSync(path.join(tmpdir(), 'bench-journal-'));
// The parent kills it, and the folder goes with the parent's own.
process.on('disconnect', () => {
  rmSync(dir, { recursive: true, force: true });
  process.exit();
});
const database = await openDatabase({ folder: dir, clock: systemClock, log: silentLog });
const journal = openJournal({ database, clock: systemClock, log: silentLog });
const receiver = await startReceiver({
  port: 0,
  installId: 'bench',
  clock: systemClock,
  log: silentLog,
  allowedHosts: () => [],
  registration: () => ({ account: 'classic:owner', secrets: [token], format: classicDeliveries }),
  accept: (arrival) => journal.accept(arrival),
  onProbe: () => false,
});
tellCpu();
tell({ port: receiver.port, path: receiver.path(), dir });
