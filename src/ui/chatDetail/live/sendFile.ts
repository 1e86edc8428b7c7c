import { failureOf, type Failure } from '../../../core/domain/failure';
import { maxFileBytes, type FileUpload } from '../../../core/domain/sharedFile';
import type { SendAnswer } from '../../../protocol/liveChat';

/** A file that the person pasted, dropped or selected. */
export interface ChosenFile {
  readonly name: string;
  /** MIME type; empty or absent if it is not known. */
  readonly type?: string;
  /** In bytes. */
  readonly size: number;
  /** Known before it is read, such as of a folder. */
  readonly isUnreadable?: true;
  /** Reads the content; `undefined` if it cannot be read. Not called for a file that is too large. */
  read(): Promise<Uint8Array | undefined>;
}

export interface FileMessages {
  tooLarge(file: ChosenFile): string;
  unreadable(file: ChosenFile): string;
  failed(failure: Failure): string;
}

export interface FilePorts {
  /** Shows what will be sent and who will see it. @returns whether the person agrees */
  confirm(file: ChosenFile, isPrivate: boolean): Promise<boolean>;
  /** @throws FailureError */
  upload(file: FileUpload, isPrivate: boolean): Promise<string>;
  send(file: { readonly url: string; readonly name: string }, isPrivate: boolean): void;
  readonly messages: FileMessages;
}

/**
 * Asks, uploads a file and sends it. An upload of which the response was lost can be repeated: a file is not seen until
 * its event is sent.
 * @returns why it was not sent; `undefined` if it is on its way, or the person cancelled
 */
export async function sendFile(
  ports: FilePorts,
  chosen: ChosenFile,
  isPrivate: boolean,
): Promise<string | undefined> {
  const { messages } = ports;
  const { type = '' } = chosen;
  const known = type === '' ? mimeTypeOf(chosen.name) : type;
  const file = { ...chosen, ...(known !== undefined && { type: known }) };
  if (file.isUnreadable) return messages.unreadable(file);
  if (file.size > maxFileBytes) return messages.tooLarge(file);
  if (!(await ports.confirm(file, isPrivate))) return undefined;
  const bytes = await file.read();
  if (!bytes) return messages.unreadable(file);
  // The file may have grown since.
  if (bytes.byteLength > maxFileBytes) return messages.tooLarge({ ...file, size: bytes.byteLength });
  try {
    const named = { name: file.name, ...(known !== undefined && { type: known }) };
    const url = await ports.upload({ ...named, bytes }, isPrivate);
    ports.send({ url, name: file.name }, isPrivate);
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return messages.failed(failure);
  }
}

/** The answer to the page. @param problem why nothing was sent */
export function answerOf(problem: string | undefined): SendAnswer {
  return problem === undefined ? { outcome: 'accepted' } : { outcome: 'refused', problem };
}

const mimeTypes: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['svg', 'image/svg+xml'],
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
  ['mp3', 'audio/mpeg'],
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
  ['json', 'application/json'],
  ['txt', 'text/plain'],
  ['log', 'text/plain'],
  ['csv', 'text/csv'],
]);

/** The editor does not know the types of files on disk. */
function mimeTypeOf(name: string): string | undefined {
  return mimeTypes.get(/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '');
}
