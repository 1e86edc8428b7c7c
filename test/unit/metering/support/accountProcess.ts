// A process that is one window of an account: it asks for the list again and again.
import { connect } from '../../../../src/core/api/connect';
import type { ConnectOptions } from '../../../../src/core/domain/connection';

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<ConnectOptions, 'onCall'>;
const { agents } = connect({ ...options, onCall: () => undefined });

async function begin(): Promise<void> {
  for (let count = 0; ; count += 1) {
    // Each another one, or equal calls that are under way would be one.
    await agents.get(`nobody-${process.pid}-${count}@example.com`).catch(() => undefined);
    process.send?.(count);
  }
}

process.on('disconnect', () => process.exit());
void begin();
