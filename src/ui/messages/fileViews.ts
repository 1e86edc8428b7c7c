import { oneLine } from '../../core/base/plainText';
import type { SharedFile } from '../../core/domain/sharedFile';
import type { FileView } from '../../protocol/conversation';
import { openableIf } from './addresses';

const longAddress = 2000;

/** Localized texts of files. */
export interface FileLabels {
  /** A file whose name was not sent. */
  readonly unnamed: string;
  size(bytes: number): string;
}

/** Files as a page shows them: name and size, and the address, which is opened after confirmation. */
export function fileViews(files: readonly SharedFile[] = [], labels: FileLabels): readonly FileView[] {
  return files.map(({ name, url, size }) => {
    const shown = oneLine(name ?? '') || labels.unnamed;
    return {
      label: size === undefined ? shown : `${shown} (${labels.size(size)})`,
      ...(url !== undefined && { url: oneLine(url, longAddress), ...openableIf(url) }),
    };
  });
}
