import type { openDesk } from './openDesk';

/** Receiver, journal, relay and windows as one bundle: loaded when a window first takes part in listening. */
export function loadDesk(): Promise<{ readonly openDesk: typeof openDesk }> {
  return import('./openDesk');
}
