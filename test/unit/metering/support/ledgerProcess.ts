// A process that makes calls like one window, with a rate limit shared with other processes. It may be killed.
import type { RateLimit } from '../../../../src/core/domain/rateLimit';
import { RateLedger } from '../../../../src/core/metering/rateLedger';
import { testDatabase } from '../../storage/support/testDatabase';

export interface LedgerProcessOptions {
  readonly folder: string;
  readonly limit: RateLimit;
  readonly calls: number;
}

const { calls, folder, limit } = JSON.parse(process.argv[2] ?? '{}') as LedgerProcessOptions;

async function run(): Promise<void> {
  const database = await testDatabase(folder);
  const ledger = new RateLedger(() => Promise.resolve(database), limit);
  let made = 0;
  while (made < calls) {
    const waitMs = await ledger.ask();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    else {
      made += 1;
      process.send?.(Number(process.hrtime.bigint() / 1_000n) / 1_000);
    }
  }
}

process.on('disconnect', () => process.exit());
void run();
