import type { Account } from '../domain/account';
import type { ConnectOptions } from '../domain/connection';
import { Gate, windowMs } from './gate';

/** Creates the gate of a connection. With `sharedCount` it shares the rate limit with all windows of this machine. */
export function createGate(
  options: Pick<ConnectOptions, 'sharedCount' | 'callsPerMinute' | 'apiUrl'> & { readonly account: Account },
): Gate {
  const { sharedCount, callsPerMinute: most, account, apiUrl } = options;
  const name = JSON.stringify([account.id, new URL(apiUrl).host]);
  return new Gate(most, sharedCount?.({ name, most, windowMs }));
}
