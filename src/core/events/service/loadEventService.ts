import type { openEventService } from './openEventService';

/** Receiver, journal, listener and cluster in one bundle, loaded when a window first takes part in listening. */
export function loadEventService(): Promise<{ readonly openEventService: typeof openEventService }> {
  return import('./openEventService');
}
