import { l10n, window, workspace, type TextDocument } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { errorName } from '../../core/base/log';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import type { Replies } from './replies';
import { isReplyFile } from './replyFolders';

/**
 * Canned replies: the commands, and help for editing their files, loaded once one is open.
 * @param composer the composer of the active panel
 */
export function registerReplies(app: App, composer: () => ReplyComposer | undefined): Disposable {
  const { commands, log } = app;
  const owned = new DisposableStore();
  const replies = owned.add(
    new Lazy<Replies>(
      async () => {
        const { Replies: Loaded } = await import('./replies');
        return new Loaded(app, composer);
      },
      (loaded) => loaded.dispose(),
    ),
  );
  const look = (document: TextDocument | undefined): void => {
    if (!document || !isReplyFile(document.uri)) return;
    replies.get().catch((thrown: unknown) => {
      log.warn(`Help for canned replies could not be loaded (${errorName(thrown)}).`);
    });
  };
  owned.add(workspace.onDidOpenTextDocument(look));
  look(window.activeTextEditor?.document);
  const notInserted = (): string => l10n.t('The canned reply could not be inserted.');
  const notCreated = (): string => l10n.t('The canned reply could not be created.');
  commands.register(commandIds.insertReply, notInserted, async () => await (await replies.get()).insert());
  // A keybinding with an argument.
  commands.serve(
    commandIds.insertReply,
    async (argument) => await (await replies.get()).insertNamed(argument),
  );
  commands.register(commandIds.newReply, notCreated, async () => await (await replies.get()).create());
  return owned;
}
