import { l10n } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { type ListenerView, isUnknown, phaseOf } from '../../core/events/status/listenerStatus';
import type { ChatsStatus, StatusBarPart, WaitingStatus } from '../shell/statusBarPart';
import { fullTime } from '../messages/times';
import type { EventServiceHandle } from './eventServiceHandle';
import type { TicketPolling } from './ticketPolling';
import type { DoNotDisturb } from './doNotDisturb';

const briefMs = 8_000;
/** A longer text would push other items out of the status bar. */
const briefLength = 60;

/** The part of the status bar item that is about listening. */
export class ListeningStatus implements StatusBarPart, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  /** The lines of the hover about a listener that is not off. Set before it can be on, see `statusDetails`. */
  detailsOf: (view: ListenerView, isPollingOpen: boolean) => StatusBarPart['lines'] = () => [];
  /** Set by the bundle of running chats, see `setChats`. */
  chats: ChatsStatus = { text: '', lines: [], count: 0 };
  /** Set by the bundle of ticket views, see `setWaiting`. */
  waiting: WaitingStatus = { text: '', lines: [], label: '', isTooLong: false };
  private shown: { readonly text: string; readonly timer: Disposable } | undefined;

  constructor(
    private readonly eventService: EventServiceHandle,
    private readonly doNotDisturb: DoNotDisturb,
    private readonly ticketPolling: Pick<TicketPolling, 'isOpen'>,
    private readonly team: { readonly isJoined: boolean },
    private readonly clock: Clock,
  ) {
    this.owned.add(eventService.onDidChange(() => this.changed.fire(undefined)));
    this.owned.add(doNotDisturb.onDidChange(() => this.changed.fire(undefined)));
  }

  /** Shows a text for some seconds. */
  showBriefly(text: string): void {
    this.shown?.timer.dispose();
    this.shown = { text, timer: this.owned.add(this.clock.after(briefMs, () => this.hideBrief())) };
    this.changed.fire(undefined);
  }

  /** Its time is over, or the privacy shield was switched on, which would hide a name in it. */
  hideBrief(): void {
    this.shown?.timer.dispose();
    this.shown = undefined;
    this.changed.fire(undefined);
  }

  setChats(chats: ChatsStatus): void {
    this.chats = chats;
    this.changed.fire(undefined);
  }

  setWaiting(waiting: WaitingStatus): void {
    this.waiting = waiting;
    this.changed.fire(undefined);
  }

  get icon(): string | undefined {
    const { view } = this.eventService;
    switch (phaseOf(view)) {
      case 'off':
        return undefined;
      case 'starting':
      case 'stopping':
        return isUnknown(view) ? undefined : 'loading~spin';
      case 'live':
        if (view.publishing?.problem) return 'warning';
        return this.doNotDisturb.until === undefined ? 'broadcast' : 'bell-slash';
      case 'waiting':
      case 'needs-user':
        return 'warning';
    }
  }

  get content(): string | undefined {
    return this.shown && `$(bell) ${escapeIcons(oneLine(this.shown.text, briefLength))}`;
  }

  get isIndependent(): boolean {
    return this.team.isJoined;
  }

  get isWarning(): boolean {
    return this.icon === 'warning';
  }

  get lines(): StatusBarPart['lines'] {
    const { view } = this.eventService;
    const muted = this.doNotDisturb.until;
    const isOff = phaseOf(view) === 'off' || isUnknown(view);
    return [
      [l10n.t('Events'), this.label],
      ...this.chats.lines,
      ...this.waiting.lines,
      ...(isOff ? [] : this.detailsOf(view, this.ticketPolling.isOpen)),
      ...(muted === undefined ? [] : [[l10n.t('Muted until'), fullTime(muted)] as const]),
    ];
  }

  get label(): string {
    return isUnknown(this.eventService.view) ? l10n.t('not listening') : phaseName(this.eventService.view);
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** The phase in a few words. */
export function phaseName(view: ListenerView): string {
  // It is received all the same.
  if (view.publishing?.problem?.kind === 'publishing') return l10n.t('listening, events are not published');
  switch (phaseOf(view)) {
    case 'off':
      return l10n.t('not listening');
    case 'starting':
      return stepName(view);
    case 'live':
      return l10n.t('listening');
    case 'waiting':
      return l10n.t('not connected, retrying');
    case 'needs-user':
      return l10n.t('not listening: action required');
    case 'stopping':
      return l10n.t('stopping');
  }
}

function stepName({ state }: ListenerView): string {
  switch (state) {
    case 'opening':
      return l10n.t('opening the tunnel');
    case 'probing':
      return l10n.t('checking the address');
    case 'registering':
      return l10n.t('registering with LiveChat');
    default:
      return l10n.t('starting to listen');
  }
}
