import { l10n, window } from 'vscode';
import type { Log } from '../../core/base/log';
import type { Arrival } from '../../core/domain/arrival';
import type { EventNotification } from '../../core/events/status/notification';
import { showArrival } from '../shell/arrivalToast';
import { arrivalTitle } from '../shell/arrivalLabels';
import type { Action } from '../shell/messages';
import { countsText } from './countLabels';
import type { EventServiceHandle } from './eventServiceHandle';
import type { DoNotDisturb } from './doNotDisturb';

export interface NotificationsOptions {
  readonly eventService: EventServiceHandle;
  readonly doNotDisturb: DoNotDisturb;
  /** Shows a text in the status bar for some seconds. */
  readonly tell: (text: string) => void;
  readonly openArrival: (arrival: Arrival) => unknown;
  readonly showActivity: () => unknown;
}

/** Tells a person of events, in the one window that was picked for that. */
export class Notifications {
  constructor(
    private readonly log: Log,
    private readonly options: NotificationsOptions,
  ) {}

  show(notification: EventNotification): void {
    void this.tell(notification).catch((thrown: unknown) =>
      this.log.warn(`An event could not be shown (${thrown instanceof Error ? thrown.name : 'fault'}).`),
    );
  }

  private async tell(notification: EventNotification): Promise<void> {
    const { eventService, doNotDisturb, tell } = this.options;
    const isStill = notification.surface === 'statusBar' || (await doNotDisturb.look());
    if (notification.kind !== 'one') {
      const text = countsText(notification);
      if (isStill) tell(text);
      else await this.showMany(text);
      return;
    }
    const arrival = (await eventService.get(notification.eventId))?.arrival;
    if (!arrival) return;
    if (isStill) tell(arrivalTitle(arrival));
    else await showArrival(arrival, () => this.open(arrival), this.mute());
  }

  private async showMany(text: string): Promise<void> {
    const show = { title: l10n.t('Show Activity'), run: () => this.options.showActivity() };
    const actions = [show, this.mute()];
    const chosen = await window.showInformationMessage(text, ...actions.map(({ title }) => title));
    await actions.find(({ title }) => title === chosen)?.run();
  }

  private mute(): Action {
    return { title: l10n.t('Mute for an Hour'), run: () => this.options.doNotDisturb.mute() };
  }

  private async open(arrival: Arrival): Promise<void> {
    await this.options.openArrival(arrival);
    await this.options.eventService.activity.markRead({ eventIds: [arrival.eventId] });
  }
}
