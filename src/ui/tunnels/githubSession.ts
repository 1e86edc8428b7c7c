import { withTimeout } from '../../core/base/async';
import { authentication } from 'vscode';
import type { Clock } from '../../core/base/clock';

/** The scopes that the editor's Ports view requests, so that users have usually granted them already. */
const scopes = ['user:email', 'read:org'];
/** Without a GitHub provider, the editor may take long to answer. */
const silentTimeoutMs = 3_000;

/** The editor's GitHub session, which Dev Tunnels accepts. */
export class GithubSession {
  constructor(
    private readonly clock: Clock,
    private readonly hide: (secret: string) => void,
  ) {}

  /** Whether a session can be used without asking. */
  async isAvailable(): Promise<boolean> {
    return (await this.authorization(false)) !== undefined;
  }

  /**
   * Resolves to the authorization header; `undefined` without a session or when cancelled.
   * @param interactive whether the editor may ask the user to sign in
   */
  async authorization(interactive: boolean): Promise<string | undefined> {
    // The editor rejects when the user cancels and when it has no GitHub provider.
    const asking = authentication
      .getSession('github', scopes, interactive ? { createIfNone: true } : { silent: true })
      .then(
        (session) => session,
        () => undefined,
      );
    const session = await (interactive ? asking : withTimeout(this.clock, silentTimeoutMs, asking));
    if (session === undefined) return undefined;
    this.hide(session.accessToken);
    return `github ${session.accessToken}`;
  }
}
