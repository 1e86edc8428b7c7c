import path from 'node:path';
import type { Account } from '../domain/account';
import type { ConnectOptions } from '../domain/connection';
import { RateLedger } from '../metering/rateLedger';
import { Gate, windowMs } from './gate';

/** Creates the gate of a connection. With `callsDir` it shares the rate limit with all windows of this machine. */
export function createGate(
  options: Pick<ConnectOptions, 'callsDir' | 'callsPerMinute' | 'apiUrl'> & { readonly account: Account },
): Gate {
  const { callsDir, callsPerMinute, account, apiUrl } = options;
  if (callsDir === undefined) return new Gate(callsPerMinute);
  const name = JSON.stringify([account.id, new URL(apiUrl).host]);
  return new Gate(
    callsPerMinute,
    new RateLedger({ dir: path.resolve(callsDir), name, most: callsPerMinute, windowMs }),
  );
}
