import { env, l10n, window, type Uri, type UriHandler } from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { extensionId } from '../../manifest';

const path = '/signed-in';

export interface Waiting {
  /** @returns whether the address at which a browser ended is its own */
  take(address: string): boolean;
  replaced(): void;
}

/** Where browsers come back to this editor. Making it waits for nothing. */
export class SignInAnswers implements UriHandler, Disposable {
  private readonly owned = new DisposableStore();
  private waiting: Waiting | undefined;

  constructor(private readonly log: Log) {
    this.owned.add(window.registerUriHandler(this));
  }

  /** Without query and fragment, which LiveChat forbids: so it cannot name the window either. */
  get redirectUri(): string {
    return `${env.uriScheme}://${extensionId}${path}`;
  }

  /** One at a time: whoever waited before is told that nobody waits for theirs any more. */
  wait(waiting: Waiting): Disposable {
    this.waiting?.replaced();
    this.waiting = waiting;
    return toDisposable(() => {
      if (this.waiting === waiting) this.waiting = undefined;
    });
  }

  /** Anybody can make an editor open such an address. */
  handleUri({ scheme, authority, path: where, query }: Uri): void {
    if (where !== path) return;
    // The editor has decoded it, so what is left of a plus is one.
    const address = `${scheme}://${authority}${where}?${query.replaceAll('+', '%2B')}`;
    if (this.waiting?.take(address)) return;
    this.log.warn('A browser came back with a sign-in for which this window does not wait.');
    void window.showInformationMessage(
      l10n.t(
        'The browser returned a LiveChat sign-in that this window is not waiting for. Nothing was changed.',
      ),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }
}
