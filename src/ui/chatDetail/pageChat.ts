import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { ChatProtocol, ChatState } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import type { HostEnd } from '../../protocol/messages';
import type { ChatModel } from './chatModel';

/** Events that the page gets first: it draws no more, and thousands take the editor longer than the page itself. */
const firstEvents = 60;
/** When the others follow. */
const earlierMs = 150;

export interface PageChatPorts {
  readonly clock: Clock;
  readonly model: Pick<ChatModel, 'events' | 'newest' | 'announcement'>;
  readonly state: () => ChatState;
  readonly end: Pick<HostEnd<ChatProtocol>, 'notify'>;
  /** Whether the page can receive messages, and is not only loaded with the first ones. */
  readonly hasPage: () => boolean;
}

/** What the page of a chat has, and sends it what it does not have yet. */
export class PageChat implements Disposable {
  private sent: { readonly view: string; readonly events: readonly EventView[] } | undefined;
  private hasNewestOnly = false;
  private earlier: Disposable | undefined;

  constructor(private readonly ports: PageChatPorts) {}

  /** Whether the page has the chat. */
  get hasBegun(): boolean {
    return this.sent !== undefined;
  }

  /** The page has nothing any more. */
  reset(): void {
    this.sent = undefined;
    this.stopTimer();
  }

  /** The page was loaded with the first events. Most often nothing has changed since but what is not an event. */
  goOn(): void {
    const { events: known = [] } = this.sent ?? {};
    if (this.hasNewestOnly) this.sendEarlierSoon();
    if (changeOf(known, this.ports.model.newest(known.length))) this.send();
    else this.sendView();
  }

  /** Sends what the page does not have yet. */
  send(): void {
    if (this.earlier) this.sendEarlier();
    const { ports, sent: before } = this;
    const { announcement: notice } = ports.model;
    const known = before?.events ?? [];
    const next = known.length > 0 ? ports.model.events : ports.model.newest(firstEvents + 1);
    this.hasNewestOnly = known.length === 0 && next.length > firstEvents;
    const events = this.hasNewestOnly ? next.slice(-firstEvents) : next;
    this.sent = { view: before?.view ?? '', events };
    const change = changeOf(known, events);
    const isFirst = !before || known.length === 0;
    // A new message must not wait for the view, which takes longer. The page draws no first one without a chat.
    if (isFirst) this.sendView();
    if (!before || (isFirst && change)) ports.end.notify('conversation', { events });
    else if (change) ports.end.notify('change', { ...change, ...(notice !== undefined && { notice }) });
    if (!isFirst) this.sendView();
    if (this.hasNewestOnly && ports.hasPage()) this.sendEarlierSoon();
  }

  dispose(): void {
    this.stopTimer();
  }

  private sendView(): void {
    const { sent, ports } = this;
    const state = ports.state();
    const view = JSON.stringify(state);
    if (!sent || sent.view === view) return;
    this.sent = { ...sent, view };
    ports.end.notify('show', state);
  }

  private sendEarlierSoon(): void {
    this.earlier = this.ports.clock.after(earlierMs, () => this.sendEarlier());
  }

  private sendEarlier(): void {
    this.stopTimer();
    const { sent, ports } = this;
    const [first] = sent?.events ?? [];
    const { events } = ports.model;
    const count = first ? events.indexOf(first) : -1;
    if (!sent || !first || count === 0) return;
    if (count < 0) {
      // It has changed meanwhile, or is made anew each time: all of them are sent.
      this.send();
      return;
    }
    const earlier = events.slice(0, count);
    ports.end.notify('earlier', { events: earlier });
    this.sent = { ...sent, events: [...earlier, ...sent.events] };
  }

  private stopTimer(): void {
    this.hasNewestOnly = false;
    this.earlier?.dispose();
    this.earlier = undefined;
  }
}

/**
 * What changed between two conversations: the index from which on they differ, and the new events from there. The
 * objects are compared by identity.
 */
export function changeOf(
  before: readonly EventView[],
  after: readonly EventView[],
): { readonly from: number; readonly events: readonly EventView[] } | undefined {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  return from === before.length && from === after.length ? undefined : { from, events: after.slice(from) };
}
