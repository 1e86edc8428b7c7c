import { workspace } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { fail } from '../../core/domain/failure';
import { settingKeys } from '../../manifest';

export interface Settings {
  /** Checked address without a trailing slash; throws `invalid-input` naming the setting where it is unfit. */
  apiUrl(): string;
  /** Whole number from 1. */
  callsPerMinute(): number;
  onDidChange(listener: () => void): Disposable;
}

function read(key: string): unknown {
  return workspace.getConfiguration().get(key);
}

/**
 * Only https, and http on this machine alone, so that a key never travels in the clear.
 * @param setting named in the failure where the address is unfit
 */
export function checkedAddress(value: unknown, setting: string): string {
  const unfit = (): never => fail({ code: 'invalid-input', field: setting, reasons: [] });
  if (typeof value !== 'string' || !URL.canParse(value)) return unfit();
  const { protocol, hostname, username, password, search, hash } = new URL(value);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback)) return unfit();
  if (username || password || search || hash) return unfit();
  return value.replace(/\/+$/, '');
}

export function editorSettings(): Settings {
  return {
    apiUrl: () => checkedAddress(read(settingKeys.apiUrl), settingKeys.apiUrl),
    callsPerMinute: () => {
      const value = read(settingKeys.callsPerMinute);
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
        return fail({ code: 'invalid-input', field: settingKeys.callsPerMinute, reasons: [] });
      }
      return value;
    },
    onDidChange: (listener) =>
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('livechat')) listener();
      }),
  };
}
