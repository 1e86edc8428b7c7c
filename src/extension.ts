import { l10n, type ExtensionContext } from 'vscode';
import { errorName, logRejection } from './core/base/log';
import type { Arrival } from './core/domain/arrival';
import { commandIds, settingKeys } from './manifest';
import { registerAccount } from './ui/account/register';
import { signInFromEnvironment } from './ui/account/startAccount';
import { registerAudit } from './ui/audit/register';
import { registerDemo, showFirstScreen } from './ui/demo/register';
import { registerLocalData } from './ui/localData/register';
import type { Exports } from './ui/extensionApi/extensionApi';
import { openSetting } from './ui/messages/failureMessages';
import { registerReports } from './ui/reports/register';
import { registerShield } from './ui/shield/register';
import { registerTools } from './ui/tools/register';
import { registerWalkthrough } from './ui/walkthrough/register';
import { buildApp } from './wiring/buildApp';
import { wireEvents } from './wiring/events';
import { wireViews } from './wiring/views';

/** Work that takes seconds and must finish before the window closes. */
let close: (() => Promise<void>) | undefined;

/** Builds every part and connects them. It does no I/O and awaits nothing. */
export function activate(context: ExtensionContext): Exports {
  const built = buildApp(context);
  const { app, own, calls, commandApi, demoServer, notices } = built;
  const { commands, log } = app;

  const openArrival = (arrival: Arrival) => views.openArrival(arrival);
  const { listening, api } = wireEvents(built, openArrival, (chat) => views.openChat(chat));
  close = async () => {
    try {
      await views.closeChats();
      const ends = await Promise.allSettled([listening.dispose(), calls.close()]);
      for (const end of ends) if (end.status === 'rejected') log.error(`Shutdown: ${errorName(end.reason)}.`);
      await built.closeDatabase();
    } finally {
      log.dispose();
    }
  };
  own(registerAccount(app, built, listening));
  own(registerDemo(app, demoServer));
  const views = wireViews(built, listening);
  registerLocalData(app);
  own(registerReports(app));
  own(registerAudit(app));
  own(registerShield(app));
  own(registerWalkthrough(app));
  own(registerTools(app, commandApi, listening.eventService));

  commands.register(
    commandIds.showLog,
    () => l10n.t('The log could not be shown.'),
    () => log.show(),
  );
  commands.register(
    commandIds.openAddressSettings,
    () => l10n.t('The settings could not be opened.'),
    () => openSetting(settingKeys.apiUrl),
  );
  const signingIn = signInFromEnvironment(app, notices, process.env).then(async (account) => {
    if (!account || !process.env.LIVECHAT_DESK_SANDBOX_SHOW) return;
    // Calls to the sandbox are free of charge, so there is nothing to ask about them.
    await Promise.all([listening.consents.chooseNewTickets(account.id, 'ask'), showFirstScreen(views)]);
  });
  logRejection(signingIn, log);
  return api.exports;
}

/** The editor disposes of the subscriptions at the same time, and ends the process after 5 seconds at most. */
export async function deactivate(): Promise<void> {
  await close?.();
}
