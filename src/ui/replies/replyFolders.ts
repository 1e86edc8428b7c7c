import { Uri, workspace } from 'vscode';
import { folderOf, replyFolderOf, replyName } from '../../core/replies/replyFolder';
import { repliesFolder } from '../shell/settings';

const inWorkspace = ['.livechat', 'replies'] as const;

/** Folders with canned replies: those of a trusted workspace, then the person's own. They may not exist. */
export function replyFolders(): readonly Uri[] {
  const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : [];
  const own = replyFolderOf(repliesFolder());
  return [
    ...folders.map(({ uri }) => Uri.joinPath(uri, ...inWorkspace)),
    ...(own === undefined ? [] : [Uri.file(own)]),
  ];
}

/** Whether a document is a canned reply of one of these folders. */
export function isReplyFile({ path: file }: Uri): boolean {
  if (replyName(file) === undefined) return false;
  const folder = folderOf(file);
  return replyFolders().some((each) => each.path.replace(/\/$/, '') === folder);
}
