import { commands, l10n, window } from 'vscode';
import type { SoleAgentReport } from '../../core/chats/soleAgentRecord';
import type { ChatUser } from '../../core/domain/liveChat';
import type { Shown } from '../../core/shield/shownValues';
import { chatSettings, viewIds } from '../../manifest';
import { offer, openSetting, toastText } from '../messages/failureMessages';
import { wholeNumber } from '../messages/times';
import type { ChatsStatus } from '../shell/statusBarPart';
import { customerName } from './chatItem';

/** Chats that are named one by one; further ones are counted. */
const mostNamed = 4;

/** What the status bar item shows of the chats of which the person is the only agent. */
export function soleAgentStatus(count: number): ChatsStatus {
  if (count === 0) return { text: '', lines: [], count };
  const text =
    count === 1 ? l10n.t('only agent of 1 chat') : l10n.t('only agent of {0} chats', wholeNumber(count));
  const line = l10n.t('{0}; hand over before closing the last window', text);
  return { text, lines: [[l10n.t('Chats'), line]], count };
}

/** Said once per machine. */
export async function showWhatClosingDoes(): Promise<void> {
  const text = l10n.t(
    'You are the only agent in this chat. Once the last window is closed, LiveChat transfers or archives it: an extension cannot keep it. Hand it over first, with “LiveChat: Hand Over My Chats”.',
  );
  const run = (): unknown => openSetting(chatSettings.handOverAtClose);
  await offer(window.showInformationMessage, text, [{ title: l10n.t('Hand Over When Closing…'), run }]);
}

/** Says what became of the chats since the last window closed. */
export function showSoleAgentReports(reports: readonly SoleAgentReport[], shown: Pick<Shown, 'chat'>): void {
  const run = (): unknown => commands.executeCommand(`${viewIds.chats}.focus`);
  const show = (text: string): void =>
    void offer(window.showInformationMessage, toastText(text, 600), [{ title: l10n.t('Show Chats'), run }]);
  const restarted = reports.filter(({ outcome }) => outcome.kind === 'restarted').length;
  if (restarted > 0) {
    show(restartText(restarted));
    return;
  }
  const named = reports
    .slice(0, mostNamed)
    .map((report) => reportText({ ...report, ...(report.chat && { chat: shown.chat(report.chat) }) }));
  const more = reports.length - named.length;
  const parts = more > 0 ? [...named, l10n.t('{0} more', wholeNumber(more))] : named;
  show(l10n.t('Your chats since the last window was closed: {0}', parts.join('; ')));
}

/** Chats of a demo account, of which nothing else can be said. */
function restartText(count: number): string {
  const text =
    count === 1
      ? l10n.t('The demo account started again, and the chat of which you were the only agent has ended.')
      : l10n.t(
          'The demo account started again, and the {0} chats of which you were the only agent have ended.',
          wholeNumber(count),
        );
  return `${text} ${l10n.t('In a real account, LiveChat transfers or archives such chats.')}`;
}

export function reportText({ chat, outcome }: SoleAgentReport): string {
  const name = chat ? toastText(customerName(chat), 40) : l10n.t('a chat');
  switch (outcome.kind) {
    case 'mine':
      return l10n.t('{0}: still yours', name);
    case 'handed-over':
      return outcome.to
        ? l10n.t('{0}: handed over to {1}', name, agentOf(outcome.to))
        : l10n.t('{0}: handed over', name);
    case 'transferred':
      return outcome.to
        ? l10n.t('{0}: transferred to {1}', name, agentOf(outcome.to))
        : l10n.t('{0}: transferred', name);
    case 'waiting':
      return l10n.t('{0}: waits for an agent', name);
    case 'archived':
      return l10n.t('{0}: archived by LiveChat', name);
    case 'ended':
    case 'restarted':
      return l10n.t('{0}: ended', name);
    case 'unknown':
      return l10n.t('{0}: could not be read', name);
  }
}

function agentOf({ name, id }: ChatUser): string {
  return toastText(name ?? id, 40);
}
