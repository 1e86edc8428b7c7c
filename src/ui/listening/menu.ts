import { commands, l10n, window, type QuickPickItem } from 'vscode';
import { commandIds } from '../../manifest';
import { openSetting } from '../shell/messages';
import { fullTime } from '../shell/times';
import type { DeskDoor } from './deskDoor';
import type { EventWays } from './eventWays';
import { wayName } from './eventWaysQuestion';
import { mendOf, phaseName, phaseOf, problemText } from './listeningWords';
import type { NewTickets } from './newTickets';
import { newTicketsText } from './newTicketsQuestion';
import type { Quiet } from './quiet';

interface MenuItem extends QuickPickItem {
  readonly run: () => unknown;
}

export interface MenuParts {
  readonly desk: DeskDoor;
  readonly quiet: Quiet;
  readonly newTickets: NewTickets;
  readonly ways: EventWays;
  readonly showActivity: () => unknown;
}

const until = (muted: string): string => l10n.t('Muted until {0}', fullTime(muted));

/** What can be done from the status bar item. */
export async function showMenu({ desk, quiet, newTickets, ways, showActivity }: MenuParts): Promise<void> {
  const { view } = desk;
  const item = (icon: string, label: string, run: () => unknown, detail?: string): MenuItem => ({
    label: `$(${icon}) ${label}`,
    run,
    ...(detail !== undefined && { detail }),
  });
  const call = (id: string) => () => commands.executeCommand(id);
  const { problem } = view;
  const mend = problem && mendOf(problem);
  const phase = phaseOf(view);
  const start = item('play', l10n.t('Start Listening'), call(commandIds.startListening));
  const stop = item('debug-stop', l10n.t('Stop Listening'), call(commandIds.stopListening));
  // Another window may have muted, or ended that.
  await quiet.look();
  const muted = quiet.until;
  const changeTickets = async (): Promise<void> => {
    if (await newTickets.change()) await desk.reread();
  };
  const tickets = item('inbox', l10n.t('New Tickets…'), changeTickets, newTicketsText(view));
  const way = ways.current;
  const arrive = way && item('arrow-swap', l10n.t('How Events Arrive…'), () => ways.change(), wayName(way));
  const items: MenuItem[] = [
    ...(problem && mend ? [item('wrench', mend.title, () => mend.run(), problemText(problem))] : []),
    phase === 'off' ? start : stop,
    ...(arrive ? [arrive] : []),
    ...(newTickets.isOpen ? [tickets] : []),
    item('pulse', l10n.t('Listening Doctor'), call(commandIds.listeningDoctor)),
    item('list-unordered', l10n.t('Show Activity'), showActivity),
    muted === undefined || !quiet.isMuted
      ? item('bell-slash', l10n.t('Mute for an Hour'), () => quiet.mute())
      : item('bell', l10n.t('Show Notifications Again'), () => quiet.unmute(), until(muted)),
    item('account', l10n.t('Switch Account…'), call(commandIds.switchAccount)),
    item('gear', l10n.t('Settings of Listening'), () => openSetting('livechat.webhooks')),
  ];
  const title = l10n.t('LiveChat: {0}', phaseName(view));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('What shall be done?') });
  await picked?.run();
}
