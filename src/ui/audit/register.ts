import { EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';

const loadActions = async () => (await import('./auditActions')).auditActions;

const scheme = 'livechat-audit';

/** The audit log as a read-only document. */
export function registerAudit({ audit, commands, shield }: App): Disposable {
  const owned = new DisposableStore();
  const changed = owned.add(new EventEmitter<Uri>());
  const uri = (): Uri => Uri.from({ scheme, path: l10n.t('LiveChat Audit Log') });
  owned.add(
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async () => {
        const { auditText } = await loadActions();
        const reading = await audit.read();
        return auditText({ ...reading, entries: reading.entries.map((entry) => shield.shown.audit(entry)) });
      },
    }),
  );
  owned.add(audit.onDidChange(() => changed.fire(uri())));
  owned.add(shield.onDidChange(() => changed.fire(uri())));
  commands.register(
    commandIds.showAudit,
    () => l10n.t('The audit log could not be shown.'),
    async () => {
      // Fails here with a message, where the document would only stay empty.
      await audit.read();
      // Another window may have added entries.
      changed.fire(uri());
      await window.showTextDocument(await workspace.openTextDocument(uri()), { preview: true });
    },
  );
  return owned;
}
