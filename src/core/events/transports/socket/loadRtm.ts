import type { openSession } from '../../rtm/openSession';

/** The websocket and what is said through it: a bundle of its own, for accounts that listen so. */
export function loadRtm(): Promise<{ readonly openSession: typeof openSession }> {
  return import('../../rtm/openSession');
}
