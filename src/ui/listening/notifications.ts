import { l10n, window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { errorName, type Log } from '../../core/base/log';
import type { Arrival } from '../../core/domain/arrival';
import { oneLine } from '../../core/base/plainText';
import { transferAt, type ChatTimeLimits } from '../../core/domain/chatTimeLimits';
import type {
  ArrivalNotification,
  ChatNotification,
  Counts,
  EventNotification,
} from '../../core/events/status/notification';
import {
  arrivalTitle,
  showActivityAction,
  showArrival,
  showToOpen,
  visitorName,
} from '../messages/arrivalLabels';
import { type Action, offer } from '../messages/failureMessages';
import { duration, wholeNumber } from '../messages/times';
import type { ListeningOptions } from './listeningContext';
import type { ShieldView } from '../shell/shield';
import type { DoNotDisturb } from './doNotDisturb';
import type { EventServiceHandle } from './eventServiceHandle';

type ChatNotice = ChatNotification & { readonly account: string };
type CountsNotice = ArrivalNotification & { kind: 'many' | 'digest' };

export interface NotificationsOptions extends Pick<ListeningOptions, 'openArrival' | 'openChat'> {
  readonly eventService: EventServiceHandle;
  readonly doNotDisturb: DoNotDisturb;
  readonly clock: Clock;
  readonly shield: Pick<ShieldView, 'shown'>;
  /** Of the active account; `undefined` if they cannot be read. */
  readonly timeLimits: () => Promise<ChatTimeLimits | undefined>;
  /** Shows a text in the status bar for some seconds. */
  readonly showInStatusBar: (text: string) => void;
}

/** Shows the notifications that the leader sends to this window. */
export class Notifications {
  constructor(
    private readonly log: Log,
    private readonly options: NotificationsOptions,
  ) {}

  show(notification: EventNotification): void {
    this.draw(notification).catch((thrown: unknown) =>
      this.log.warn(`An event could not be shown (${errorName(thrown)}).`),
    );
  }

  private async draw(notification: EventNotification): Promise<void> {
    const { doNotDisturb, showInStatusBar } = this.options;
    const isQuiet = notification.surface === 'statusBar' || (await doNotDisturb.load());
    if ('chatId' in notification) {
      const { account, chatId } = notification;
      const text = await this.chatText(notification);
      const open = (): unknown => this.options.openChat({ account, chatId });
      if (isQuiet) showInStatusBar(text);
      else await showToOpen(text, { about: chatId, label: l10n.t('Open Chat'), open }, this.mute());
      return;
    }
    if (notification.kind !== 'one') {
      const text = countsText(notification);
      if (isQuiet) showInStatusBar(text);
      else await offer(window.showInformationMessage, text, [showActivityAction(), this.mute()]);
      return;
    }
    const { arrival } = notification;
    const shown = this.options.shield.shown.arrival(arrival);
    if (isQuiet) showInStatusBar(arrivalTitle(shown));
    else await showArrival(shown, () => this.open(arrival), this.mute());
  }

  private async chatText(notice: ChatNotice): Promise<string> {
    const { isMine, since } = notice;
    const limits = isMine ? await this.options.timeLimits() : undefined;
    return chatText(
      this.options.shield.shown.notification(notice),
      this.options.clock.now(),
      isMine ? transferAt(since, limits) : undefined,
    );
  }

  private mute(): Action {
    return { title: l10n.t('Mute for an Hour'), run: () => this.options.doNotDisturb.mute() };
  }

  private async open(arrival: Arrival): Promise<void> {
    await this.options.openArrival(arrival);
    const { account, eventId } = arrival;
    await this.options.eventService.activity.markRead({ account, eventIds: [eventId] });
  }
}

/**
 * Of several messages, the newest and the number of the others; of several chats, the one that waits longest.
 * @param transferAt when LiveChat transfers it, in epoch milliseconds
 */
function chatText(
  { kind, name = '', text = '', count, since, isMine }: ChatNotice,
  now: number,
  transferredAt: number | undefined,
): string {
  const who = visitorName({ name });
  if (kind === 'waiting') {
    const time = duration(new Date(since ?? now).toISOString(), now);
    const others = count > 1 ? ` (+${wholeNumber(count - 1)})` : '';
    const waits = isMine
      ? l10n.t('{0} has waited for your answer for {1}', who, time)
      : l10n.t('{0} has waited for an agent for {1}', who, time);
    if (transferredAt === undefined || transferredAt <= now) return waits + others;
    const left = duration(new Date(now).toISOString(), transferredAt);
    return `${waits}${others}. ${l10n.t('LiveChat transfers the chat in {0}.', left)}`;
  }
  if (kind === 'assigned') return l10n.t('Chat assigned to you: {0}', who);
  const message = `${who}: ${oneLine(text, 100)}`;
  return count > 1 ? `${message} (+${wholeNumber(count - 1)})` : message;
}

/** The text for several events at once. */
function countsText(notification: CountsNotice): string {
  const parts = countParts(notification.counts).join(', ');
  if (notification.kind === 'many') return parts;
  return notification.more ? l10n.t('Meanwhile: {0}, and more', parts) : l10n.t('Meanwhile: {0}', parts);
}

function countParts(counts: Counts): readonly string[] {
  const { chat_started: started, chat_ended: ended, ticket_created: tickets } = counts;
  return [
    ...(started === 1 ? [l10n.t('1 chat started')] : []),
    ...(started > 1 ? [l10n.t('{0} chats started', started)] : []),
    ...(ended === 1 ? [l10n.t('1 chat ended')] : []),
    ...(ended > 1 ? [l10n.t('{0} chats ended', ended)] : []),
    ...(tickets === 1 ? [l10n.t('1 new ticket')] : []),
    ...(tickets > 1 ? [l10n.t('{0} new tickets', tickets)] : []),
  ];
}
