import { createHash } from 'node:crypto';
import { subjectOf, type Arrival, type EventContent } from '../../domain/arrival';

/**
 * What happened as an event, where the API gave it no id: the id is made of what happened, so that the same is known
 * again whoever tells of it.
 * @param way how it was heard of, as the beginning of the id
 */
export function arrivalOf(content: EventContent, account: string, way: 'live' | 'caught-up'): Arrival {
  const arrival: Arrival = { ...content, account, eventId: '' };
  const digest = createHash('sha256').update(subjectOf(arrival)).digest('base64url');
  return { ...arrival, eventId: `${way}-${digest}` };
}
