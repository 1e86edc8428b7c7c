import { l10n } from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { errorName } from '../../core/base/log';
import { commandIds, type CommandId } from '../../manifest';
import type { App } from '../shell/app';
import type { ActivityEvents, ActivityView } from './activityView';

/** The Activity view and its commands. Its bundle is loaded once the start is over. */
export function registerActivity(app: App, events: ActivityEvents): Disposable {
  const { clock, commands, log } = app;
  const owned = new DisposableStore();
  const view = owned.add(
    new Lazy<ActivityView>(
      async () => {
        const { ActivityView: View } = await import('./activityView');
        return new View(app, events);
      },
      (opened) => opened.dispose(),
    ),
  );
  owned.add(
    clock.after(0, () => {
      view.get().catch((thrown: unknown) => {
        log.warn(`The Activity view could not be created (${errorName(thrown)}).`);
      });
    }),
  );
  const run =
    (id: CommandId) =>
    async (item: unknown, items: unknown): Promise<void> =>
      await (await view.get()).run(id, item, items);
  const notRead = (): string => l10n.t('The events could not be read.');
  const notMarked = (): string => l10n.t('The events could not be marked as read.');
  const notOpened = (): string => l10n.t('The event could not be opened.');
  const notCopied = (): string => l10n.t('The ID could not be copied.');
  const notReplayed = (): string => l10n.t('The event could not be replayed.');
  commands.register(commandIds.refreshActivity, notRead, run(commandIds.refreshActivity));
  commands.register(commandIds.loadMoreActivity, notRead, run(commandIds.loadMoreActivity));
  commands.register(commandIds.filterActivity, notRead, run(commandIds.filterActivity));
  commands.register(commandIds.clearActivityFilter, notRead, run(commandIds.clearActivityFilter));
  commands.register(commandIds.markAllActivityRead, notMarked, run(commandIds.markAllActivityRead));
  commands.register(commandIds.markActivityRead, notMarked, run(commandIds.markActivityRead));
  commands.register(commandIds.openArrival, notOpened, run(commandIds.openArrival));
  commands.register(commandIds.copyActivityId, notCopied, run(commandIds.copyActivityId));
  commands.register(commandIds.replayArrival, notReplayed, run(commandIds.replayArrival));
  // A click on a row passes the id and not the node.
  commands.serve(commandIds.openArrival, async (argument) => await (await view.get()).openById(argument));
  return owned;
}
