import { commands, l10n } from 'vscode';
import { commandIds } from '../../../manifest';
import type { App } from '../app';

/** The commands of the preview tab and of the keys that walk a list. Before a panel was opened they do nothing. */
export function registerPreviewCommands({ commands: registry, shared, clock }: App): void {
  const failed = (): string => l10n.t('The command failed.');
  registry.register(commandIds.keepOpen, failed, () => shared.previewTab?.keep());
  registry.register(commandIds.showNext, failed, () => shared.previewTab?.showNeighbor(1));
  registry.register(commandIds.showPrevious, failed, () => shared.previewTab?.showNeighbor(-1));
  registry.register(commandIds.selectedByKey, failed, () => {
    // The row's own command was called just before, and has not opened its panel yet.
    clock.after(0, () => shared.previewTab?.reachedByArrowKey());
  });
  registry.register(commandIds.rowClicked, failed, (command, argument) =>
    commands.executeCommand(String(command), argument),
  );
}
