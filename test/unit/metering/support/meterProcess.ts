// A process that counts calls as one window does, in files that it shares with others. It can be killed.
import { systemClock } from '../../../../src/core/base/clock';
import { MeterFiles } from '../../../../src/core/metering/meterFiles';
import { CallMeter } from '../../../../src/core/metering/callMeter';

export interface MeterBirth {
  readonly folder: string;
  readonly account: string;
  readonly batches: number;
  readonly callsInEach: number;
}

const { folder, account, batches, callsInEach } = JSON.parse(process.argv[2] ?? '{}') as MeterBirth;

async function begin(): Promise<void> {
  const meter = new CallMeter(systemClock, new MeterFiles(folder));
  for (let batch = 0; batch < batches; batch += 1) {
    for (let call = 0; call < callsInEach; call += 1) {
      meter.count(account, { route: '/tickets', status: 200 });
    }
    await meter.refresh();
  }
  process.send?.(await meter.mayTell(account, 'slowed'));
}

process.on('disconnect', () => process.exit());
void begin();
