import { createHash } from 'node:crypto';
import { subjectOf, type Arrival, type EventContent } from '../../domain/arrival';

/**
 * An event that the API gave no id. The id is derived from what happened, so that the same event is recognized from any
 * source.
 * @param source how it was received, also the beginning of the id
 */
export function arrivalOf(content: EventContent, account: string, source: 'live' | 'caught-up'): Arrival {
  const arrival: Arrival = { ...content, account, eventId: '' };
  const digest = createHash('sha256').update(subjectOf(arrival)).digest('base64url');
  return { ...arrival, eventId: `${source}-${digest}`, ...(source === 'caught-up' && { isCaughtUp: true }) };
}
