import { env, l10n, window, type Uri, type UriHandler } from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';

const path = '/signed-in';

/** Where browsers come back to this editor. Making it waits for nothing. */
export class SignInAnswers implements UriHandler, Disposable {
  private readonly owned = new DisposableStore();
  private waiting: ((address: string) => boolean) | undefined;

  /** @param extensionId e.g. `livechat-desk.livechat-desk` */
  constructor(
    private readonly extensionId: string,
    private readonly log: Log,
  ) {
    this.owned.add(window.registerUriHandler(this));
  }

  /** Without query and fragment, which LiveChat forbids: so it cannot name the window either. */
  get redirectUri(): string {
    return `${env.uriScheme}://${this.extensionId}${path}`;
  }

  /** @param take gets each address at which a browser ended, and says whether it is its own */
  wait(take: (address: string) => boolean): Disposable {
    this.waiting = take;
    return toDisposable(() => {
      if (this.waiting === take) this.waiting = undefined;
    });
  }

  /** Anybody can make an editor open such an address. */
  handleUri({ scheme, authority, path: where, query }: Uri): void {
    if (where !== path) return;
    // The editor has decoded it, so what is left of a plus is one.
    const address = `${scheme}://${authority}${where}?${query.replaceAll('+', '%2B')}`;
    if (this.waiting?.(address)) return;
    this.log.warn('A browser came back with a sign-in for which this window does not wait.');
    void window.showInformationMessage(
      l10n.t(
        'A browser came back with a sign-in to LiveChat for which this window does not wait (any more). Nothing was changed.',
      ),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }
}
