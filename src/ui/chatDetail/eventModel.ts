import { l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { oneLine } from '../../core/base/plainText';
import type { ChatArrival } from '../../core/domain/arrival';
import type { ChatState, ChatSubject } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { visitorName } from '../messages/arrivalLabels';
import type { ShieldView } from '../shell/shield';
import { chatViewLabels } from './chatLabels';
import type { CardSubject } from '../visitorCard/cardSubject';
import { visitorOfEvent } from './chatCard';
import type { ChatModel } from './chatModel';
import { addressesIn, chatEvents, chatView } from './chatView';

/** A chat as of a stored event. Nothing can be typed. */
export class EventModel implements ChatModel {
  readonly hasUnsaved = false;
  title = l10n.t('Chat');
  view: Pick<ChatState, 'chat' | 'problem' | 'notice'> = {};
  events: readonly EventView[] = [];
  addresses: ReadonlySet<string> = new Set();
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly labels = chatViewLabels();
  private shown: ChatArrival | undefined;
  private notice: string | undefined;

  private readonly shielded: Disposable;

  /** @param openedFor the id of an event */
  constructor(
    private readonly openedFor: string,
    private readonly shield: ShieldView,
  ) {
    this.shielded = shield.onDidChange(() => this.draw());
  }

  /** The newest event shown. */
  get eventId(): string {
    return this.shown?.eventId ?? this.openedFor;
  }

  get arrival(): ChatArrival | undefined {
    return this.shown;
  }

  get visitor(): CardSubject | undefined {
    return this.shown && visitorOfEvent(this.shown);
  }

  get subject(): ChatSubject {
    return { eventId: this.eventId };
  }

  /**
   * Shows the chat as of this event, unless a newer event is shown.
   * @param isLive whether the event has just arrived, so that the end of the chat is announced
   */
  show(arrival: ChatArrival, isLive = false): void {
    const before = this.shown;
    if (before?.eventId === arrival.eventId) return;
    if (before?.kind === 'chat_ended' && arrival.kind === 'chat_started') return;
    if (isLive && before?.kind === 'chat_started' && arrival.kind === 'chat_ended') {
      this.notice = l10n.t('The chat ended.');
    }
    this.shown = arrival;
    this.draw();
  }

  private draw(): void {
    if (!this.shown) return;
    const arrival = this.shield.shown.arrival(this.shown);
    this.title = oneLine(visitorName(arrival.visitor), 40);
    this.view = {
      chat: chatView(arrival, this.labels),
      ...(this.notice !== undefined && { notice: this.notice }),
    };
    this.events = chatEvents(arrival, this.labels);
    this.addresses = addressesIn(arrival);
    this.changed.fire();
  }

  newest(count: number): readonly EventView[] {
    return this.events.slice(-count);
  }

  /** Shows an error instead of a chat. */
  fail(title: string, text: string): void {
    this.view = { problem: { title, text } };
    this.changed.fire();
  }

  dispose(): void {
    this.shielded.dispose();
    this.changed.dispose();
  }
}
