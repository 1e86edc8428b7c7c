// A process that is one window of an account and reads agents continuously.
import { connect } from '../../../../src/core/api/connect';
import { Lazy } from '../../../../src/core/base/lazy';
import type { ConnectOptions } from '../../../../src/core/domain/connection';
import { RateLedger } from '../../../../src/core/metering/rateLedger';
import { testDatabase } from '../../storage/support/testDatabase';

export interface AccountProcessOptions {
  readonly folder: string;
  readonly connection: Omit<ConnectOptions, 'onCall' | 'sharedCount'>;
}

const { folder, connection } = JSON.parse(process.argv[2] ?? '{}') as AccountProcessOptions;
const database = new Lazy(() => testDatabase(folder));
const { agents } = connect({
  ...connection,
  sharedCount: (limit) => new RateLedger(() => database.get(), limit),
  onCall: () => undefined,
});

async function run(): Promise<void> {
  for (let count = 0; ; count += 1) {
    // A different agent each time, because equal reads in flight share one call.
    await agents.get(`unknown-${process.pid}-${count}@example.com`).catch(() => undefined);
    process.send?.(count);
  }
}

process.on('disconnect', () => process.exit());
void run();
