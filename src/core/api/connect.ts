import type { Connect } from '../domain/connection';
import { fail } from '../domain/failure';
import { classicConnection } from './classic/classicConnection';

/**
 * Opens a connection of the account's kind. No call is made yet.
 * @throws FailureError `unsupported` (field `kind`) for a kind of account that cannot be connected
 */
export const connect: Connect = (options) => {
  switch (options.credential.account.kind) {
    case 'classic':
      return classicConnection(options);
    case 'platform':
      return fail({ code: 'unsupported', field: 'kind', instead: 'classic' });
  }
};
