import { commands as editorCommands, l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds, walkthroughId } from '../../manifest';
import type { App } from '../shell/app';

/** The walkthrough: its steps complete when the session or audit log shows the action, whatever triggered it. */
export function registerWalkthrough({ session, audit, commands, keys }: App): Disposable {
  const owned = new DisposableStore();
  const updateKey = (): void => keys.set('livechat.account', accountOf(session));
  updateKey();
  owned.add(session.onDidChange(updateKey));
  keys.set('livechat.answered', false);
  owned.add(
    audit.onDidRecord(({ action, outcome, after = {} }) => {
      const isAnswer = action === 'ticket.update' && 'message' in after && after.private !== true;
      if (isAnswer && outcome === 'done') keys.set('livechat.answered', true);
    }),
  );
  commands.register(
    commandIds.openWalkthrough,
    () => l10n.t('The walkthrough could not be opened.'),
    () => editorCommands.executeCommand('workbench.action.openWalkthrough', walkthroughId, false),
  );
  return owned;
}

function accountOf({ current }: SessionStore): 'none' | 'demo' | 'own' {
  if (current.kind !== 'signed-in') return 'none';
  return current.account.demo ? 'demo' : 'own';
}
