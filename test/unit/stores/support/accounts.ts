import { accountId, type Account, type Credential } from '../../../../src/core/domain/account';

export function classicAccount(name: string): Account {
  return { id: accountId('classic', name), kind: 'classic', name };
}

export const ada: Credential = { account: classicAccount('ada@example.com'), secret: 'key-of-ada' };
export const ben: Credential = { account: classicAccount('ben@example.com'), secret: 'key-of-ben' };
