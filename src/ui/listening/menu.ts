import { commands, l10n, window, type QuickPickItem } from 'vscode';
import { phaseOf } from '../../core/events/status/phase';
import { commandIds } from '../../manifest';
import { openSetting } from '../shell/messages';
import { fullTime } from '../shell/times';
import type { Listening } from './listening';
import type { TransportChoice } from './transportChoice';
import { transportName } from './askTransport';
import { remedyFor, phaseName, problemText } from './listeningLabels';
import { ticketPollingText } from './askTicketPolling';

interface MenuItem extends QuickPickItem {
  readonly run: () => unknown;
}

const until = (muted: string): string => l10n.t('Muted until {0}', fullTime(muted));

/** What can be done from the status bar item. */
export async function showMenu(
  { eventService, doNotDisturb, newTickets }: Listening,
  transport: TransportChoice,
  showActivity: () => unknown,
): Promise<void> {
  const { view } = eventService;
  const item = (icon: string, label: string, run: () => unknown, detail?: string): MenuItem => ({
    label: `$(${icon}) ${label}`,
    run,
    ...(detail !== undefined && { detail }),
  });
  const call = (id: string) => () => commands.executeCommand(id);
  const { problem } = view;
  const remedy = problem && remedyFor(problem);
  const phase = phaseOf(view);
  const start = item('play', l10n.t('Start Listening'), call(commandIds.startListening));
  const stop = item('debug-stop', l10n.t('Stop Listening'), call(commandIds.stopListening));
  // Another window may have muted, or ended that.
  await doNotDisturb.look();
  const muted = doNotDisturb.until;
  const changeTickets = async (): Promise<void> => {
    if (await newTickets.change()) await eventService.reread();
  };
  const tickets = item('inbox', l10n.t('New Tickets…'), changeTickets, ticketPollingText(view));
  const way = transport.current;
  const arrive =
    way && item('arrow-swap', l10n.t('How Events Arrive…'), () => transport.change(), transportName(way));
  const items: MenuItem[] = [
    ...(problem && remedy ? [item('wrench', remedy.title, () => remedy.run(), problemText(problem))] : []),
    phase === 'off' ? start : stop,
    ...(arrive ? [arrive] : []),
    ...(newTickets.isOpen ? [tickets] : []),
    item('pulse', l10n.t('Listening Doctor'), call(commandIds.listeningDoctor)),
    item('list-unordered', l10n.t('Show Activity'), showActivity),
    muted === undefined || !doNotDisturb.isMuted
      ? item('bell-slash', l10n.t('Mute for an Hour'), () => doNotDisturb.mute())
      : item('bell', l10n.t('Show Notifications Again'), () => doNotDisturb.unmute(), until(muted)),
    item('account', l10n.t('Switch Account…'), call(commandIds.switchAccount)),
    item('gear', l10n.t('Listening Settings'), () => openSetting('livechat.webhooks')),
  ];
  const title = l10n.t('LiveChat: {0}', phaseName(view));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Select an action') });
  await picked?.run();
}
