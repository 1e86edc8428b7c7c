import type { Memento } from 'vscode';

const key = 'livechat.signedIn';

/**
 * Whether an account was signed in when this profile was last used, for what the views show until the accounts are
 * loaded. Only a hint: another profile may have signed in or out since.
 */
export class SignedInHint {
  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {}

  /** `undefined` where it is not known. */
  read(): 'signed-in' | 'signed-out' | undefined {
    const value = this.memento.get(key);
    if (typeof value !== 'boolean') return undefined;
    return value ? 'signed-in' : 'signed-out';
  }

  /** An account that was never signed in leaves no trace. */
  update(isSignedIn: boolean): void {
    const before = this.memento.get(key);
    if (before === isSignedIn || (before === undefined && !isSignedIn)) return;
    // If the write fails, the next window starts with the hint of before.
    this.memento.update(key, isSignedIn).then(undefined, () => undefined);
  }
}
