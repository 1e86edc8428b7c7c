import { FileSystemError, l10n, window } from 'vscode';
import { eventServiceErrorCode, type EventServiceErrorCode } from '../../core/events/service/eventService';
import { isStorageError, type StorageFault } from '../../core/storage/storageError';
import { isVaultError } from '../../core/stores/secretVault';

/** Why something could not be read from or written to the database, and what helps. */
export function whyStorage(fault: StorageFault): string {
  switch (fault) {
    case 'full':
      return l10n.t('The disk is full. Free up space and try again.');
    case 'read-only':
      return l10n.t('The extension’s storage folder is not writable.');
    case 'locked':
      return l10n.t('Another window or program is using the extension’s database. Try again.');
    case 'newer':
      return l10n.t('A newer version of this extension wrote the database. Update the extension.');
    case 'no-sqlite':
      return l10n.t('This editor has no SQLite. VS Code 1.104 or later is required.');
    case 'broken':
      return l10n.t('The extension’s database cannot be read or written.');
  }
}

/** Why no key could be read or stored. */
export function whySecrets(): string {
  return l10n.t('The editor’s secret storage cannot be used.');
}

/** What helps then. */
export function unlockKeyring(): string {
  return l10n.t('Unlock the system’s keyring and try again.');
}

/** Why something that this machine stores could not be used; `undefined` for any other error. */
export function whyNotStored(thrown: unknown): string | undefined {
  if (isStorageError(thrown)) return whyStorage(thrown.fault);
  return isVaultError(thrown) ? [whySecrets(), unlockKeyring()].join(' ') : undefined;
}

/** Why a command failed that has no LiveChat failure; `undefined` for a bug. */
export function whyOther(thrown: unknown): string | undefined {
  return whyNotStored(thrown) ?? whyOtherWindow(eventServiceErrorCode(thrown)) ?? whyFile(thrown);
}

/** Why a file or folder that the user chose could not be used; `undefined` for any other error. */
function whyFile(thrown: unknown): string | undefined {
  if (!(thrown instanceof FileSystemError)) return undefined;
  switch (thrown.code) {
    case 'NoPermissions':
      return l10n.t('The file or folder cannot be changed or read. Select another place.');
    case 'FileNotFound':
      return l10n.t('The file or folder does not exist.');
    case 'Unavailable':
      return l10n.t('The file system is not available. Try again later.');
    default:
      return l10n.t('The file system reported an error. See the log for details.');
  }
}

/** Why the window that listens did not do what this one asked for. */
function whyOtherWindow(code: EventServiceErrorCode | undefined): string | undefined {
  switch (code) {
    case 'other-account':
      return l10n.t(
        'The window that listens uses another LiveChat account. Switch to the same account in both windows.',
      );
    case 'no-answer':
      return l10n.t('The window that listens does not respond. Try again.');
    case 'refused':
      return l10n.t('The window that listens could not do that. See its log for details.');
    case undefined:
      return undefined;
  }
}

/** Says that a damaged database was replaced. @param name of the file that is kept of it */
export function showReplaced(name: string): void {
  void window.showWarningMessage(
    l10n.t(
      'The extension’s database was damaged and has been replaced. Accounts, drafts and the audit log were copied as far as they could be read; received events were not. The damaged file is kept as {0}.',
      name,
    ),
  );
}
