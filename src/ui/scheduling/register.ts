import { l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { errorName, logRejection } from '../../core/base/log';
import type { LiveChat } from '../../core/domain/liveChat';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { ticketsOf } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';
import type { ScheduleRooms, Scheduling } from './scheduling';

/** The editor starts first. */
const lookAfterMs = 5_000;

export interface RegisteredScheduling extends Disposable {
  remindOfChat(chat: LiveChat): Promise<void>;
  /** The window closes. Never rejects. */
  close(): Promise<void>;
}

/** Replies that are sent later, and reminders: the commands, and what is due. Its bundle is loaded once there are any. */
export function registerScheduling(app: App, rooms: ScheduleRooms): RegisteredScheduling {
  const { clock, commands, log, shared } = app;
  const owned = new DisposableStore();
  const loaded = owned.add(
    new Lazy<Scheduling>(
      async () => {
        const { Scheduling: Loaded } = await import('./scheduling');
        return await Loaded.open(app, rooms);
      },
      (opened) => opened.dispose(),
    ),
  );
  shared.timing = {
    later: async (...reply) => await (await loaded.get()).later(...reply),
    delay: async (...reply) => await (await loaded.get()).delay(...reply),
  };
  const look = async (): Promise<void> => {
    const database = await app.database();
    owned.add(database.onDidChange((topics) => topics.has('schedule') && logRejection(loaded.get(), log)));
    if (database.get('SELECT 1 FROM scheduled_items LIMIT 1')) await loaded.get();
  };
  const start = (): unknown =>
    look().catch((thrown: unknown) => log.warn(`Scheduled items were not read (${errorName(thrown)}).`));
  owned.add(clock.after(lookAfterMs, start));
  const notDone = (): string => l10n.t('Nothing was scheduled.');
  commands.register(commandIds.remind, notDone, async () => await (await loaded.get()).remindOf(undefined));
  commands.register(commandIds.remindOfTicket, notDone, async (item) => {
    // Each bundle has its own rows: only this one knows those of the view.
    const [ticket] = ticketsOf(item);
    if (ticket) await (await loaded.get()).remindOf(ticket);
    else showRowGone();
  });
  commands.register(commandIds.sendLater, notDone, async () => (await loaded.get()).sendLater());
  commands.register(
    commandIds.showScheduled,
    () => l10n.t('The list could not be shown.'),
    async () => await (await loaded.get()).show(),
  );
  return {
    remindOfChat: async (chat) => await (await loaded.get()).remindOfChat(chat),
    close: async () => await loaded.value?.close(),
    dispose: () => owned.dispose(),
  };
}
