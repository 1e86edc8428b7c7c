import type { ExtensionContext } from 'vscode';
import { VaultError, type SecretVault } from '../../core/stores/secretVault';

/** The editor's secret storage. */
export function editorVault({ secrets }: ExtensionContext): SecretVault {
  return {
    get: (key) => guarded(secrets.get(key)),
    store: (key, value) => guarded(secrets.store(key, value)),
    delete: (key) => guarded(secrets.delete(key)),
    onDidChange: (listener) => secrets.onDidChange(listener),
  };
}

async function guarded<T>(work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw new VaultError(thrown instanceof Error ? thrown.message : 'The secret storage failed.');
  }
}
