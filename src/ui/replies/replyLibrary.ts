import { FileType, Uri, workspace } from 'vscode';
import { errorName, type Log } from '../../core/base/log';
import { readReply, type CannedReply } from '../../core/replies/replyFile';
import { replyName } from '../../core/replies/replyFolder';
import { replyFolders } from './replyFolders';

/** A larger file is no reply; in bytes. */
const largestFile = 256 * 1024;
/** Files of a folder beyond this number are not read. */
const mostFiles = 1_000;

export interface StoredReply extends CannedReply {
  /** The file's name without its extension. */
  readonly name: string;
  readonly uri: Uri;
}

export interface FoundReplies {
  /** By title. */
  readonly replies: readonly StoredReply[];
  /** Names of files that could not be read. */
  readonly unreadable: readonly string[];
}

/** Reads all canned replies. A file that cannot be read does not affect the others. */
export async function findReplies(log: Log): Promise<FoundReplies> {
  const read = await Promise.all(replyFolders().map(async (folder) => await readFolder(folder, log)));
  const replies = read.flatMap((each) => each.replies);
  return {
    replies: replies.sort((a, b) => a.title.localeCompare(b.title)),
    unreadable: read.flatMap((each) => each.unreadable),
  };
}

async function readFolder(folder: Uri, log: Log): Promise<FoundReplies> {
  const names = await namesIn(folder, log);
  const unreadable: string[] = [];
  const replies = await Promise.all(
    names.slice(0, mostFiles).map(async (file) => {
      const uri = Uri.joinPath(folder, file);
      const name = replyName(file) ?? file;
      try {
        const { size } = await workspace.fs.stat(uri);
        if (size > largestFile) throw new RangeError('too large');
        const content = new TextDecoder('utf-8').decode(await workspace.fs.readFile(uri));
        const { reply } = readReply(content, name);
        return reply.text === '' ? [] : [{ ...reply, name, uri }];
      } catch (thrown) {
        log.warn(`The canned reply ${file} could not be read (${errorName(thrown)}).`);
        unreadable.push(file);
        return [];
      }
    }),
  );
  return { replies: replies.flat(), unreadable: [...unreadable, ...names.slice(mostFiles)] };
}

async function namesIn(folder: Uri, log: Log): Promise<string[]> {
  try {
    const entries = await workspace.fs.readDirectory(folder);
    return entries
      .filter(([name, type]) => replyName(name) !== undefined && (type & FileType.File) !== 0)
      .map(([name]) => name)
      .sort();
  } catch (thrown) {
    // Most workspaces have no such folder.
    log.debug(`A folder for canned replies has none (${errorName(thrown)}).`);
    return [];
  }
}
