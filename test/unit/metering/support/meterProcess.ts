// A process that counts calls like one window, in a database shared with other processes. It may be killed.
import { systemClock } from '../../../../src/core/base/clock';
import { Lazy } from '../../../../src/core/base/lazy';
import { CallMeter } from '../../../../src/core/metering/callMeter';
import { testDatabase } from '../../storage/support/testDatabase';

export interface MeterProcessOptions {
  readonly folder: string;
  readonly account: string;
  readonly batches: number;
  readonly callsInEach: number;
}

/** Sent after each batch with the number of batches so far, and at the end. */
export type MeterReport = { readonly batches: number } | { readonly claimed: boolean };

const { folder, account, batches, callsInEach } = JSON.parse(process.argv[2] ?? '{}') as MeterProcessOptions;

function notify(report: MeterReport): void {
  process.send?.(report);
}

async function run(): Promise<void> {
  const database = new Lazy(() => testDatabase(folder));
  const meter = new CallMeter(systemClock, () => database.get());
  for (let batch = 0; batch < batches; batch += 1) {
    for (let call = 0; call < callsInEach; call += 1) {
      meter.count(account, { route: '/tickets', status: 200 });
    }
    await meter.refresh();
    notify({ batches: batch + 1 });
  }
  notify({ claimed: await meter.claimReport(account, 'slowed') });
}

process.on('disconnect', () => process.exit());
void run();
