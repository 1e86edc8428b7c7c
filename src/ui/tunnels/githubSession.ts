import { withTimeout } from '../../core/base/async';
import { authentication } from 'vscode';
import type { Clock } from '../../core/base/clock';

/** The same as the editor's own Ports view asks for, so that there is usually nothing to consent to. */
const scopes = ['user:email', 'read:org'];
/** An editor without GitHub's sign-in may take long to say so. */
const silentMs = 3_000;

/** The editor's own sign-in to GitHub, which Dev Tunnels accepts. */
export class GithubSession {
  constructor(
    private readonly clock: Clock,
    private readonly hide: (secret: string) => void,
  ) {}

  /** Whether a session may be used without asking. */
  async isThere(): Promise<boolean> {
    return (await this.authorization(false)) !== undefined;
  }

  /**
   * Fetched anew at each call; `undefined` without a session, or where the person gave up.
   * @param interactive whether the editor may ask the person
   */
  async authorization(interactive: boolean): Promise<string | undefined> {
    // The editor rejects where a person cancels, and where it knows no GitHub: both are no session.
    const asking = authentication
      .getSession('github', scopes, interactive ? { createIfNone: true } : { silent: true })
      .then(
        (session) => session,
        () => undefined,
      );
    const session = await (interactive ? asking : withTimeout(this.clock, silentMs, asking));
    if (session === undefined) return undefined;
    this.hide(session.accessToken);
    return `github ${session.accessToken}`;
  }
}
