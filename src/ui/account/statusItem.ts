import { l10n, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { displayName, type Account } from '../../core/domain/account';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds } from '../../manifest';
import type { StatusBarPart } from '../shell/statusBarPart';
import type { Calls } from './calls/calls';
import { callLines } from './calls/callLines';

/** The hover counts the calls of the last minute. */
const minuteMs = 60_000;
/** Between two redraws for what a feature adds. */
const pauseMs = 100;

/** The status bar item: the active account, whether its key works, and what a feature adds. */
export class StatusItem implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item: StatusBarItem;
  private minute: Disposable | undefined;
  private pause: Disposable | undefined;
  /** Whether something changed during the pause. */
  private isDue = false;

  constructor(
    private readonly session: SessionStore,
    private readonly calls: Calls,
    private readonly part: StatusBarPart,
    private readonly clock: Clock,
  ) {
    this.item = this.owned.add(window.createStatusBarItem('livechat.connection', StatusBarAlignment.Left));
    this.item.name = 'LiveChat';
    this.owned.add(session.onDidChange(() => this.draw()));
    this.owned.add(part.onDidChange(() => this.drawSoon()));
    this.owned.add(calls.onDidChange(() => this.drawCalls()));
    this.draw();
    this.item.show();
  }

  dispose(): void {
    this.minute?.dispose();
    this.pause?.dispose();
    this.owned.dispose();
  }

  /** Redraws now, or after a short pause: events may arrive by the hundred. */
  private drawSoon(): void {
    this.isDue = true;
    if (this.pause) return;
    this.isDue = false;
    this.draw();
    this.pause = this.clock.after(pauseMs, () => {
      this.pause = undefined;
      if (this.isDue) this.drawSoon();
    });
  }

  /** Redraws now, and again when the last call is a minute old. */
  private drawCalls(): void {
    this.drawTooltip();
    this.minute?.dispose();
    this.minute = this.clock.after(minuteMs, () => this.drawTooltip());
  }

  private draw(): void {
    const session = this.session.current;
    const { icon = 'comment-discussion', content, isIndependent, isWarning, waiting } = this.part;
    let showsWarning = false;
    switch (session.kind) {
      case 'signed-out':
        this.item.text = (isIndependent ? content : undefined) ?? [`$(${icon})`, 'LiveChat'].join(' ');
        this.item.command = isIndependent
          ? commandIds.listeningMenu
          : this.session.isLoaded
            ? commandIds.signIn
            : undefined;
        showsWarning = isIndependent && isWarning;
        break;
      case 'signed-in':
        this.item.text =
          content ??
          `$(${icon}) ${escapeIcons(oneLine(nameOf(session.account), 30))}${this.chatsText}${this.waitingText}`;
        this.item.command = commandIds.listeningMenu;
        showsWarning = isWarning || waiting.isTooLong;
        break;
      case 'rejected':
        this.item.text = `$(warning) ${l10n.t('LiveChat: try again or sign in again')}`;
        this.item.command = commandIds.tryKeyAgain;
        break;
    }
    this.item.backgroundColor = showsWarning ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.drawTooltip();
  }

  private drawTooltip(): void {
    const session = this.session.current;
    const { isIndependent } = this.part;
    if (!this.session.isLoaded) {
      this.item.tooltip = 'LiveChat';
      this.item.accessibilityInformation = { label: 'LiveChat', role: 'button' };
      return;
    }
    const hasEvents = session.kind === 'signed-in' || (session.kind === 'signed-out' && isIndependent);
    const title =
      session.kind === 'signed-out'
        ? isIndependent
          ? l10n.t('Member of a team, without a LiveChat account.')
          : l10n.t('Not signed in to LiveChat. Click to sign in.')
        : l10n.t('LiveChat account: {0}', displayName(session.account));
    const lines = hasEvents ? this.part.lines.map(([label, value]) => `${label}: ${value}`) : [];
    // A plain string: Markdown would turn the e-mail address into a link.
    this.item.tooltip = [title, ...lines, ...this.callLines()].map((line) => oneLine(line, 300)).join('\n');
    const account = session.kind === 'signed-out' ? l10n.t('not signed in') : displayName(session.account);
    const parts = [
      'LiveChat',
      account,
      ...(hasEvents ? [this.part.label + this.chatsText, this.part.waiting.label] : []),
    ];
    this.item.accessibilityInformation = { label: parts.filter(Boolean).join(': '), role: 'button' };
  }

  private get chatsText(): string {
    const { text } = this.part.chats;
    return text && ` · ${text}`;
  }

  private get waitingText(): string {
    const { text } = this.part.waiting;
    return text && ` · ${text}`;
  }

  /** Counts of earlier runs and other windows are loaded some seconds after sign-in. */
  private callLines(): readonly string[] {
    const session = this.session.current;
    const reading = session.kind === 'signed-out' ? undefined : this.calls.read(session.account);
    return reading?.isComplete === true
      ? callLines(reading)
      : [l10n.t('API calls since this window opened: {0}', this.calls.sinceStart)];
  }
}

function nameOf(account: Account): string {
  return account.demo ? l10n.t('Demo account') : displayName(account);
}
