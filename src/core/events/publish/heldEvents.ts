import type { Arrival } from '../../domain/arrival';
import type { WaitingEvent } from './outbox';

export interface FailedEvent {
  readonly event: WaitingEvent;
  readonly reason: unknown;
}

/** Events that the server did not store while it may store others. */
export class HeldEvents {
  /** What each is about, in the order in which they were tried. */
  private readonly abouts = new Map<number, string>();

  get count(): number {
    return this.abouts.size;
  }

  get seqs(): readonly number[] {
    return [...this.abouts.keys()];
  }

  /** Adds those that have to wait, because one about the same is held. @returns the others */
  addLater(events: readonly WaitingEvent[]): readonly WaitingEvent[] {
    const held = new Set(this.abouts.values());
    if (held.size === 0) return events;
    const isFree = ({ arrival }: WaitingEvent): boolean => !held.has(aboutOf(arrival));
    for (const event of events) if (!isFree(event)) this.add(event);
    return events.filter(isFree);
  }

  /** It failed, or has to wait for one that did. */
  add({ seq, arrival }: WaitingEvent): void {
    this.abouts.delete(seq);
    this.abouts.set(seq, aboutOf(arrival));
  }

  remove(seqs: readonly number[]): void {
    for (const seq of seqs) this.abouts.delete(seq);
  }

  /** About this many that were tried longest ago, and all others about the same. */
  next(limit: number): readonly number[] {
    const chosen = new Set([...this.abouts.values()].slice(0, limit));
    return [...this.abouts].flatMap(([seq, about]) => (chosen.has(about) ? [seq] : []));
  }

  clear(): void {
    this.abouts.clear();
  }
}

/** The chat or the ticket of an event. */
export function aboutOf(arrival: Arrival): string {
  const { id } = arrival.kind === 'ticket_created' ? arrival.ticket : arrival.chat;
  return JSON.stringify([arrival.account, id]);
}
