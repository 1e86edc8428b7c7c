import { logRejection, type Log } from '../../core/base/log';
import type { Disposable } from '../../core/base/disposable';
import { isSameAddress } from '../../core/domain/account';
import type { Audit, AuditEntry } from '../../core/stores/auditLog';
import type { StateValues } from '../../core/storage/stateStore';

const shownKey = 'closingExplained';

/**
 * Says once per machine what closing the last window does, after the person has entered a chat as its only agent. The
 * log of changes reports that of panels, commands and tools alike.
 */
export class ClosingNotice implements Disposable {
  private readonly watching: Disposable;

  constructor(
    audit: Pick<Audit, 'onDidRecord'>,
    private readonly values: StateValues,
    private readonly show: () => Promise<unknown>,
    log: Log,
  ) {
    this.watching = audit.onDidRecord((entry) => {
      if (isOnlyAgentAfter(entry)) logRejection(this.showOnce(), log);
    });
  }

  dispose(): void {
    this.watching.dispose();
  }

  private async showOnce(): Promise<void> {
    if ((await this.values.read(shownKey)) === true) return;
    await this.values.write(shownKey, true);
    await this.show();
  }
}

/** A chat that another agent has can only be entered by taking it over, and a new thread has no other agent. */
function isOnlyAgentAfter({ action, after = {}, who, outcome }: Omit<AuditEntry, 'at'>): boolean {
  if (outcome !== 'done') return false;
  switch (action) {
    case 'chat.join':
      return after.whisper !== true;
    case 'chat.transfer':
      return typeof after.agent === 'string' && isSameAddress(after.agent, who);
    default:
      return action === 'chat.resume';
  }
}
