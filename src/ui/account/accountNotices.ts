import type { Account } from '../../core/domain/account';
import { capabilitiesOf } from '../../core/domain/capabilities';
import type { ApiNotice } from '../../core/domain/connection';
import type { StateValues } from '../../core/storage/stateStore';
import type { OriginQuestion } from '../../core/stores/accounts/keyOrigins';
import { ShownOnce } from './shownOnce';

const loadActions = async () => (await import('./accountActions')).accountActions;

const migrationNotice = 'move';

/** Notices that an account's API is deprecated. Each is shown once per account, and never for the demo account. */
export class AccountNotices {
  private readonly shown: ShownOnce;

  constructor(values: StateValues) {
    this.shown = new ShownOnce(values);
  }

  /** A response announced that the API is legacy or deprecated. APIs with the same date share one notice. */
  async ofApi(account: Account, notice: ApiNotice): Promise<void> {
    if (!(await this.shown.claim(account, `${notice.kind} ${notice.since}`))) return;
    await (await loadActions()).showApiNotice(notice);
  }

  /** The account is active: if its kind has a successor, says how to migrate. */
  async ofKind(account: Account): Promise<void> {
    const { successor } = capabilitiesOf(account.kind);
    if (successor === undefined || !(await this.shown.claim(account, migrationNotice))) return;
    await (await loadActions()).showMigrationNotice(account);
  }

  /** @returns whether the key may be sent to the host */
  async ofAddress(question: OriginQuestion): Promise<boolean> {
    return await (await loadActions()).askForAddress(question);
  }

  /** For an account of a start-up script on this machine, which has nothing to migrate. */
  async suppressMigration(account: Account): Promise<void> {
    await this.shown.claim(account, migrationNotice);
  }
}
