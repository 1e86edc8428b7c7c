import { isSameAddress, type Account } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import { InputReader } from '../../core/domain/input/inputReader';
import { inputOf } from '../shell/liveChatError';

/** What `livechat.account.signOut` is called with by code. */
export interface SignOutArgument {
  readonly account: Account;
  readonly deletesData: boolean;
}

/**
 * Reads `{ account?, deleteData? }`. An account is named by its id, name or login; the active one by default.
 * @throws InputError, FailureError `not-signed-in` without accounts, `not-found` for an unknown one
 */
export function readSignOut(
  argument: unknown,
  accounts: readonly Account[],
  active: Account | undefined,
): SignOutArgument {
  const reader = new InputReader(argument);
  const name = reader.text('account');
  const deletesData = reader.flag('deleteData') ?? false;
  inputOf(reader.finish(() => undefined));
  if (accounts.length === 0) return fail({ code: 'not-signed-in' });
  const account =
    name === undefined
      ? active
      : accounts.find((one) => [one.id, one.name, one.login].some((known) => isSameAddress(known, name)));
  return account ? { account, deletesData } : fail({ code: 'not-found' });
}

/** Reads `{ confirmed: true }`. Nothing is deleted otherwise. @throws InputError */
export function readDeletion(argument: unknown): void {
  const reader = new InputReader(argument);
  if (!reader.confirmation('confirmed')) reader.report('confirmed', { code: 'required' });
  inputOf(reader.finish(() => undefined));
}
