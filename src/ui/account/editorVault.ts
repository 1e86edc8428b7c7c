import type { ExtensionContext } from 'vscode';
import type { AccountState, SecretVault } from '../../core/stores/accountStore';

export function editorVault({ secrets }: ExtensionContext): SecretVault {
  return {
    get: (key) => secrets.get(key),
    store: (key, value) => secrets.store(key, value),
    delete: (key) => secrets.delete(key),
    onDidChange: (listener) => secrets.onDidChange(listener),
  };
}

export function editorAccountState({ globalState }: ExtensionContext): AccountState {
  return {
    get: (key) => globalState.get(key),
    update: (key, value) => globalState.update(key, value),
  };
}
