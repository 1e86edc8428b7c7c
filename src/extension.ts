import { l10n, type ExtensionContext } from 'vscode';
import type { Arrival } from './core/domain/arrival';
import { accountIdOf } from './core/stores/sessionStore';
import { commandIds, settingKeys } from './manifest';
import { signInFromEnvironment } from './ui/account/startAccount';
import { registerAudit } from './ui/audit/register';
import type { Exports } from './ui/extensionApi/extensionApi';
import { openSetting } from './ui/shell/messages';
import { registerTools } from './ui/tools/register';
import { registerWalkthrough } from './ui/walkthrough/register';
import { lazyCommandApi } from './ui/commandApi/lazyCommandApi';
import { wireAccounts } from './wiring/accounts';
import { buildBase } from './wiring/base';
import { wireEvents } from './wiring/events';
import { wireLists } from './wiring/lists';
import { wirePanels } from './wiring/panels';

/** What must be given back before the window closes, and takes some seconds. */
let leaving: (() => Promise<void>) | undefined;

/** Builds every part and joins their events; nothing else happens here, and nothing here waits. */
export function activate(context: ExtensionContext): Exports {
  const base = buildBase(context);
  const { own, log, keys, commands, settings, accounts, session, notices, audit } = base;
  const later = own(lazyCommandApi(base));
  const work = () => later.get();

  const openArrival = (arrival: Arrival) => panels.openArrival(arrival);
  const { listening, api } = wireEvents(base, openArrival);
  leaving = async () => {
    await Promise.all([listening.dispose(), base.calls.close()]);
  };
  wireAccounts(base, listening);
  const panels = wirePanels(base, work, listening.eventService);
  wireLists(base, work, panels);
  own(registerAudit({ audit, commands }));
  own(registerWalkthrough({ session, audit, commands, keys }));
  const events = { eventService: listening.eventService, account: () => accountIdOf(session.current) };
  own(registerTools({ work, events, log }));

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
  void signInFromEnvironment(process.env, accounts, notices, settings, log);
  return api.exports;
}

/** Called by the editor, which waits for it, before it disposes of what `activate` built. */
export async function deactivate(): Promise<void> {
  await leaving?.();
}
