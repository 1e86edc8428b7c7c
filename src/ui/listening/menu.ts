import { commands, l10n, type QuickPickItem, window } from 'vscode';
import { escapeIcons } from '../../core/base/plainText';
import { phaseOf } from '../../core/events/status/listenerStatus';
import { commandIds } from '../../manifest';
import { showActivityAction } from '../messages/arrivalLabels';
import { openSetting } from '../messages/failureMessages';
import { fullTime } from '../messages/times';
import { ticketPollingText } from './askTicketPolling';
import { transportName } from './askTransport';
import type { ListeningContext } from './listeningContext';
import { problemText, remedyFor } from './problems';
import { phaseName } from './status';
import type { TransportChoice } from './transportChoice';

interface MenuItem extends QuickPickItem {
  readonly run: () => unknown;
}

/** The menu behind the status bar item. */
export async function showMenu(
  { eventService, doNotDisturb, ticketPolling, status, team }: ListeningContext,
  transport: TransportChoice,
): Promise<void> {
  const { view } = eventService;
  const item = (icon: string, label: string, run: () => unknown, detail?: string): MenuItem => ({
    label: `$(${icon}) ${label}`,
    run,
    ...(detail !== undefined && { detail: escapeIcons(detail) }),
  });
  const call = (id: string) => () => commands.executeCommand(id);
  const problem = view.problem ?? view.publishing?.problem;
  const remedy = problem && remedyFor(problem);
  // Another window may have muted or unmuted.
  await doNotDisturb.load();
  const { until } = doNotDisturb;
  const changePolling = async (): Promise<void> => {
    if (await ticketPolling.change()) await eventService.ask('reread', {});
  };
  const kind = team.isJoined ? undefined : transport.current;
  const showActivity = showActivityAction();
  const items: MenuItem[] = [
    ...(problem && remedy ? [item('wrench', remedy.title, () => remedy.run(), problemText(problem))] : []),
    ...(status.chats.count > 0
      ? [item('arrow-right', l10n.t('Hand Over My Chats'), call(commandIds.handOverChats), status.chats.text)]
      : []),
    phaseOf(view) === 'off'
      ? item('play', l10n.t('Start Listening'), call(commandIds.startListening))
      : item('debug-stop', l10n.t('Stop Listening'), call(commandIds.stopListening)),
    ...(kind
      ? [item('arrow-swap', l10n.t('How Events Arrive…'), () => transport.change(), transportName(kind))]
      : []),
    ...(ticketPolling.isOpen
      ? [item('inbox', l10n.t('New Tickets…'), changePolling, ticketPollingText(view))]
      : []),
    item('pulse', l10n.t('Listening Doctor'), call(commandIds.listeningDoctor)),
    item('list-unordered', showActivity.title, () => showActivity.run()),
    until === undefined || !doNotDisturb.isMuted
      ? item('bell-slash', l10n.t('Mute for an Hour'), () => doNotDisturb.mute())
      : item(
          'bell',
          l10n.t('Show Notifications Again'),
          () => doNotDisturb.unmute(),
          l10n.t('Muted until {0}', fullTime(until)),
        ),
    ...(team.isJoined ? [item('organization', l10n.t('Leave the Team'), call(commandIds.leaveTeam))] : []),
    item('account', l10n.t('Switch Account…'), call(commandIds.switchAccount)),
    item('gear', l10n.t('Listening Settings'), () => openSetting('livechat.webhooks')),
  ];
  const title = l10n.t('LiveChat: {0}', phaseName(view));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Select an action') });
  await picked?.run();
}
