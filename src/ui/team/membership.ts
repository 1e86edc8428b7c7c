import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { asRecord, parseJson } from '../../core/base/json';
import { errorName } from '../../core/base/log';
import type { App } from '../shell/app';
import { hasTeamServers } from '../shell/settings';

/** Where the secret storage has what a member needs, see `StoredTeam`. */
export const teamSecret = 'livechat.team';

/** Whether this machine has joined a team. It has not, until that was read. */
export class Membership implements Disposable {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private readonly watching: Disposable;
  private joined = false;
  private receives = false;

  constructor(private readonly app: Pick<App, 'context' | 'keys'> & Pick<App, 'log'>) {
    this.watching = app.context.secrets.onDidChange(({ key }) => {
      if (key === teamSecret) void this.load();
    });
  }

  get isJoined(): boolean {
    return this.joined;
  }

  /** Whether this machine may be the receiver of the team. */
  get mayReceive(): boolean {
    return this.receives;
  }

  /** Reads it, which without a server in the settings needs no secret. Never rejects. */
  async load(): Promise<void> {
    const { context, log, keys } = this.app;
    try {
      const stored = hasTeamServers() ? await context.secrets.get(teamSecret) : undefined;
      const isJoined = stored !== undefined;
      this.receives = isJoined && asRecord(parseJson(stored)).receive === true;
      if (isJoined === this.joined) return;
      this.joined = isJoined;
      keys.set('livechat.team', isJoined);
      this.changed.fire(undefined);
    } catch (thrown) {
      log.warn(`Whether a team was joined could not be read (${errorName(thrown)}).`);
    }
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
}
