import { oneLine } from '../../../core/base/plainText';
import type { PastedFile, SendAnswer } from '../../../protocol/liveChat';
import type { LivePorts } from './liveModelPorts';
import { answerOf, type ChosenFile } from './sendFile';

/** Further files that are dropped at once are ignored. */
const mostDropped = 10;

/** Where files of the page go. */
export interface FileTarget {
  readonly ports: Pick<LivePorts, 'labels' | 'sendFile' | 'sendFileAt'>;
  /** Whether the chat was fetched. */
  readonly isOpen: () => boolean;
  /** Whether only agents get them. */
  readonly isPrivate: () => boolean;
}

export async function pasteFile(
  { ports, isOpen, isPrivate }: FileTarget,
  { name, type, size, data }: PastedFile,
): Promise<SendAnswer> {
  const file: ChosenFile = {
    name: oneLine(name, 120) || ports.labels.pastedFile,
    ...{ type, size },
    read: () => Promise.resolve(data === undefined ? undefined : Buffer.from(data, 'base64')),
  };
  return answerOf(isOpen() ? await ports.sendFile(file, isPrivate()) : undefined);
}

/** One after the other, because the person is asked about each. */
export async function dropFiles(
  { ports, isOpen, isPrivate }: FileTarget,
  uris: readonly string[],
): Promise<SendAnswer> {
  const problems: string[] = [];
  for (const uri of uris.slice(0, mostDropped)) {
    const problem = isOpen() ? await ports.sendFileAt(uri, isPrivate()) : undefined;
    if (problem !== undefined) problems.push(problem);
  }
  return answerOf(problems.length === 0 ? undefined : problems.join(' '));
}
