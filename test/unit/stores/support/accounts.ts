import { accountId, type Account, type Credential } from '../../../../src/core/domain/account';

export function classicAccount(name: string): Account {
  return { id: accountId('classic', name), kind: 'classic', name };
}

export const ada: Credential = { account: classicAccount('ada@example.com'), secret: 'key-of-ada' };
/** A platform account. */
export const ida: Credential = {
  account: { id: accountId('platform', 'id-of-ida'), kind: 'platform', name: 'id-of-ida' },
  secret: 'dal:token-of-ida',
};
export const ben: Credential = { account: classicAccount('ben@example.com'), secret: 'key-of-ben' };
