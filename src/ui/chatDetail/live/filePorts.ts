import { FileSystemError, FileType, l10n, Uri, window, workspace } from 'vscode';
import { fileKind, fileLabels } from '../../messages/fileLabels';
import { sentenceOf, toastText } from '../../messages/failureMessages';
import type { LiveChats } from './liveModelPorts';
import type { ChosenFile, FilePorts } from './sendFile';

/** Files of one chat. */
export function filePorts({ outgoing }: Pick<LiveChats, 'outgoing'>, chatId: string): FilePorts {
  return {
    confirm: async (file, isPrivate) => {
      const yes = l10n.t('Send');
      const question = l10n.t('Send the file {0}?', nameOf(file));
      const about = [fileKind(file.name, file.type), sizeOf(file)].filter(Boolean).join(', ');
      const who = isPrivate ? l10n.t('Only agents will see it.') : l10n.t('The customer will see it.');
      const detail = [about, who].join('\n');
      return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
    },
    upload: (file, isPrivate) => outgoing.upload(chatId, file, isPrivate),
    send: ({ url, name }, isPrivate) => {
      outgoing.send(chatId, { kind: 'file', url, name }, isPrivate);
    },
    messages: {
      tooLarge: (file) =>
        l10n.t(
          '{0} was not sent: it has {1}, and LiveChat accepts 10 MB at most.',
          nameOf(file),
          sizeOf(file),
        ),
      unreadable: (file) => l10n.t('{0} was not sent, because it could not be read.', nameOf(file)),
      failed: (failure) => sentenceOf(failure, () => l10n.t('The file was not sent.')),
    },
  };
}

/** Asks for a file. */
export async function pickFile(): Promise<ChosenFile | undefined> {
  const [uri] = (await window.showOpenDialog({ openLabel: l10n.t('Attach') })) ?? [];
  return uri && (await fileAt(uri.toString()));
}

/** A file of the editor. A folder, and what is not there, cannot be read. */
export async function fileAt(address: string): Promise<ChosenFile> {
  const uri = Uri.parse(address);
  const name = uri.path.split('/').at(-1) ?? '';
  const stat = await orUndefined(() => workspace.fs.stat(uri));
  return {
    name,
    size: stat?.size ?? 0,
    ...((stat?.type ?? FileType.Directory) & FileType.Directory && { isUnreadable: true }),
    read: () => orUndefined(() => workspace.fs.readFile(uri)),
  };
}

/** `undefined` if the file is gone, or may not be read. */
async function orUndefined<T>(work: () => Thenable<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof FileSystemError)) throw thrown;
    return undefined;
  }
}

function nameOf({ name }: ChosenFile): string {
  return toastText(name, 80);
}

function sizeOf({ size }: ChosenFile): string {
  return fileLabels().size(size);
}
