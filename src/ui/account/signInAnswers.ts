import { env, l10n, window, type Uri, type UriHandler } from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { extensionId } from '../../manifest';

const path = '/signed-in';

export interface Waiting {
  /** @returns whether the redirect belongs to this sign-in */
  accept(address: string): boolean;
  replaced(): void;
}

/** Receives the redirects of browser sign-ins through the editor's URI handler. */
export class SignInAnswers implements UriHandler, Disposable {
  private readonly owned = new DisposableStore();
  private waiting: Waiting | undefined;

  constructor(private readonly log: Log) {
    this.owned.add(window.registerUriHandler(this));
  }

  /** LiveChat forbids a query and a fragment, so the address cannot identify the window. */
  get redirectUri(): string {
    return `${env.uriScheme}://${extensionId}${path}`;
  }

  /** One sign-in at a time: an earlier one is notified that it was replaced. */
  wait(waiting: Waiting): Disposable {
    this.waiting?.replaced();
    this.waiting = waiting;
    return toDisposable(() => {
      if (this.waiting === waiting) this.waiting = undefined;
    });
  }

  /** Any page can open such an address, so unexpected ones are refused. */
  handleUri({ scheme, authority, path: where, query }: Uri): void {
    if (where !== path) return;
    // The editor has already decoded the query, so a plus is a plus.
    const address = `${scheme}://${authority}${where}?${query.replaceAll('+', '%2B')}`;
    if (this.waiting?.accept(address)) return;
    this.log.warn('Ignored a sign-in redirect that this window is not waiting for.');
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
