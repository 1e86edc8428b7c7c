import {
  commands,
  FileSystemError,
  l10n,
  type QuickPickItem,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { asRecord } from '../../core/base/json';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { fail } from '../../core/domain/failure';
import { fillReply, type ReplyComposer, type ReplyValues } from '../../core/replies/replyVariables';
import { settingKeys } from '../../manifest';
import { toastText } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { textStep } from '../shell/steps';
import { previewValues } from './previewValues';
import { newReplyText } from './variableLabels';
import { replyFolders } from './replyFolders';
import { ReplyLanguage } from './replyLanguage';
import { findReplies, type StoredReply } from './replyLibrary';

interface ReplyItem extends QuickPickItem {
  readonly reply: StoredReply;
}

const editButton = (): { iconPath: ThemeIcon; tooltip: string } => ({
  iconPath: new ThemeIcon('edit'),
  tooltip: l10n.t('Edit File'),
});

/** The commands of canned replies, and help for editing their files. */
export class Replies implements Disposable {
  private readonly owned = new DisposableStore();

  constructor(
    private readonly app: App,
    private readonly composer: () => ReplyComposer | undefined,
  ) {
    this.owned.add(new ReplyLanguage(app.clock));
  }

  /** Asks for a reply, with the text as it will be inserted, and inserts it. */
  async insert(): Promise<void> {
    const composer = this.composer();
    if (!composer) {
      void window.showInformationMessage(
        l10n.t('Open a ticket or a chat first. The canned reply is inserted into what you type there.'),
      );
      return;
    }
    const { replies, unreadable } = await findReplies(this.app.log);
    if (unreadable.length > 0) {
      void window.showWarningMessage(
        l10n.t('Canned replies that could not be read: {0}', toastText(unreadable.join(', '))),
      );
    }
    if (replies.length === 0) {
      const create = l10n.t('New Canned Reply');
      const text = l10n.t('There are no canned replies yet. They are Markdown files.');
      if ((await window.showInformationMessage(text, create)) === create) await this.create();
      return;
    }
    const reply = await this.pick(replies, composer);
    if (!reply) return;
    if (composer.isLocked) void window.showInformationMessage(lockedText());
    else insertInto(composer, reply);
  }

  /**
   * Inserts the reply whose file or title has this name.
   * @param argument `{ reply: string }`, unchecked
   * @returns `{ title, missing }`: `missing` names the variables without a value
   * @throws FailureError
   */
  async insertNamed(argument: unknown): Promise<{ title: string; missing: readonly string[] }> {
    const { reply: wanted } = asRecord(argument);
    if (typeof wanted !== 'string' || wanted.trim() === '')
      return fail({ code: 'invalid-input', field: 'reply', reasons: [] });
    const composer = this.composer();
    if (!composer) return fail({ code: 'unsupported', field: 'reply' });
    const { replies } = await findReplies(this.app.log);
    const key = wanted.trim().toLowerCase();
    const reply =
      replies.find(({ name }) => name.toLowerCase() === key) ??
      replies.find(({ title }) => title.toLowerCase() === key);
    if (!reply) return fail({ code: 'not-found' });
    if (composer.isLocked) return fail({ code: 'unsupported', field: 'reply' });
    return { title: reply.title, missing: insertInto(composer, reply) };
  }

  /** Asks for title and folder, creates a file with an example, and opens it. */
  async create(): Promise<void> {
    const folder = await this.folderForNew();
    if (!folder) return;
    const title = await textStep({
      title: l10n.t('New Canned Reply'),
      prompt: l10n.t('Title of the reply'),
      value: '',
      back: false,
      accept: (text) => (fileNameOf(text) === '' ? l10n.t('Enter a title.') : undefined),
    });
    if (title.kind !== 'done') return;
    const uri = Uri.joinPath(folder, `${fileNameOf(title.value)}.md`);
    if (!(await exists(uri))) {
      await workspace.fs.createDirectory(folder);
      await workspace.fs.writeFile(uri, new TextEncoder().encode(newReplyText(title.value)));
    }
    await window.showTextDocument(uri);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async folderForNew(): Promise<Uri | undefined> {
    const folders = replyFolders();
    if (folders.length === 0) {
      const open = l10n.t('Open Setting');
      const text = l10n.t(
        'Open a folder that you trust, or enter a folder for canned replies in the settings.',
      );
      if ((await window.showInformationMessage(text, open)) === open) await openFolderSetting();
      return undefined;
    }
    if (folders.length === 1) return folders[0];
    const items = folders.map((uri) => ({ label: escapeIcons(workspace.asRelativePath(uri)), uri }));
    return (await window.showQuickPick(items, { title: l10n.t('Folder of the New Canned Reply') }))?.uri;
  }

  private async pick(
    replies: readonly StoredReply[],
    composer: ReplyComposer,
  ): Promise<StoredReply | undefined> {
    const owned = new DisposableStore();
    const pick = owned.add(window.createQuickPick<ReplyItem>());
    pick.title = l10n.t('Insert Canned Reply');
    pick.placeholder = l10n.t('Type a title, a tag or words of the reply');
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    const { shield } = this.app;
    if (shield.isOn)
      pick.placeholder = l10n.t(
        'The privacy shield masks this preview. The inserted text has the real values.',
      );
    const values = previewValues(composer.values(), shield.shown);
    pick.items = replies.map((reply) => itemOf(reply, values));
    try {
      return await new Promise<StoredReply | undefined>((resolve) => {
        owned.add(pick.onDidHide(() => resolve(undefined)));
        owned.add(pick.onDidAccept(() => resolve(pick.selectedItems[0]?.reply)));
        owned.add(
          pick.onDidTriggerItemButton(({ item }) => {
            void window.showTextDocument(item.reply.uri);
            resolve(undefined);
          }),
        );
        pick.show();
      });
    } finally {
      owned.dispose();
    }
  }
}

/** @returns the variables that have no value, which stay in the text */
function insertInto(composer: ReplyComposer, { title, text }: StoredReply): readonly string[] {
  const filled = composer.isTemplate ? { text, missing: [] } : fillReply(text, composer.values());
  composer.insert(filled.text);
  if (filled.missing.length > 0) {
    void window.showWarningMessage(
      l10n.t(
        '“{0}” has variables without a value here: {1}. Replace them before you send.',
        toastText(title, 60),
        toastText(filled.missing.join(', ')),
      ),
    );
  }
  return filled.missing;
}

function lockedText(): string {
  return l10n.t(
    'What is typed there is being sent. Take it back first, or insert the canned reply after that.',
  );
}

function itemOf(reply: StoredReply, values: ReplyValues): ReplyItem {
  return {
    label: escapeIcons(oneLine(reply.title, 80)),
    description: escapeIcons(oneLine([...reply.languages, ...reply.tags].join(' · '), 80)),
    // The text as it will be inserted.
    detail: escapeIcons(oneLine(fillReply(reply.text, values).text, 300)),
    buttons: [editButton()],
    reply,
  };
}

async function openFolderSetting(): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', settingKeys.repliesFolder);
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (thrown) {
    // A file that cannot be looked at may exist, and must not be overwritten.
    if (thrown instanceof FileSystemError && thrown.code === 'FileNotFound') return false;
    throw thrown;
  }
}

/** Without characters that some file systems refuse. */
function fileNameOf(title: string): string {
  return title
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, ' ')
    .trim()
    .replace(/\s+/g, '-')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 100)
    .toLowerCase();
}
