// A process that makes calls as one window does, through a ledger that it shares with others. It can be killed.
import { RateLedger, type LedgerOptions } from '../../../../src/core/metering/rateLedger';

const { calls, ...options } = JSON.parse(process.argv[2] ?? '{}') as LedgerOptions & { calls: number };

async function begin(): Promise<void> {
  const ledger = new RateLedger(options);
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
void begin();
