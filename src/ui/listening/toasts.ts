import { l10n, window } from 'vscode';
import type { Log } from '../../core/base/log';
import type { Arrival } from '../../core/domain/arrival';
import type { Announcement } from '../../core/relay/announcement';
import { showArrival } from '../shell/arrivalToast';
import { arrivalTitle } from '../shell/arrivalWords';
import type { Action } from '../shell/messages';
import { countsText } from './countWords';
import type { DeskDoor } from './deskDoor';
import type { Quiet } from './quiet';

export interface ToastParts {
  readonly desk: DeskDoor;
  readonly quiet: Quiet;
  readonly log: Log;
  /** Shows a text in the status bar for some seconds. */
  readonly tell: (text: string) => void;
  readonly openArrival: (arrival: Arrival) => unknown;
  readonly showActivity: () => unknown;
}

/** Tells a person of events, in the one window that was picked for that. */
export class Toasts {
  constructor(private readonly parts: ToastParts) {}

  show(announcement: Announcement): void {
    const { log } = this.parts;
    void this.tell(announcement).catch((thrown: unknown) =>
      log.warn(`An event could not be shown (${thrown instanceof Error ? thrown.name : 'fault'}).`),
    );
  }

  private async tell(announcement: Announcement): Promise<void> {
    const { desk, quiet, tell } = this.parts;
    const isStill = announcement.surface === 'statusBar' || (await quiet.look());
    if (announcement.kind !== 'one') {
      const text = countsText(announcement);
      if (isStill) tell(text);
      else await this.showMany(text);
      return;
    }
    const arrival = (await desk.get(announcement.eventId))?.arrival;
    if (!arrival) return;
    if (isStill) tell(arrivalTitle(arrival));
    else await showArrival(arrival, () => this.open(arrival), this.mute());
  }

  private async showMany(text: string): Promise<void> {
    const show = { title: l10n.t('Show Activity'), run: () => this.parts.showActivity() };
    const actions = [show, this.mute()];
    const chosen = await window.showInformationMessage(text, ...actions.map(({ title }) => title));
    await actions.find(({ title }) => title === chosen)?.run();
  }

  private mute(): Action {
    return { title: l10n.t('Mute for an Hour'), run: () => this.parts.quiet.mute() };
  }

  private async open(arrival: Arrival): Promise<void> {
    await this.parts.openArrival(arrival);
    await this.parts.desk.activity.markRead({ eventIds: [arrival.eventId] });
  }
}
