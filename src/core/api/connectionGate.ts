import path from 'node:path';
import type { ConnectOptions } from '../domain/connection';
import { CallLedger } from './callLedger';
import { Gate, windowMs } from './gate';

/** The gate of a connection, which counts with every other window of this machine where it is told where. */
export function connectionGate(options: ConnectOptions): Gate {
  const { callsDir, callsPerMinute, credential, apiUrl } = options;
  if (callsDir === undefined) return new Gate(callsPerMinute);
  const name = JSON.stringify([credential.account.id, new URL(apiUrl).host]);
  return new Gate(
    callsPerMinute,
    new CallLedger({ dir: path.resolve(callsDir), name, most: callsPerMinute, windowMs }),
  );
}
