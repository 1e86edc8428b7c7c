import type { Connect, OpenGrants } from '../domain/connection';
import { checkedWrites } from './checkedWrites';
import { openClassicConnection } from './classic/classicConnection';
import { createGrantApi } from './platform/accounts/oauth';
import { openPlatformConnection } from './platform/platformConnection';

/**
 * Opens a connection for the account's kind. Makes no call.
 * @throws FailureError `invalid-input` with the setting of a base URL that the account needs and that is missing
 */
export const connect: Connect = (options) => {
  const connection = open(options);
  return options.beforeWrite ? checkedWrites(connection, options.beforeWrite) : connection;
};

const open: Connect = (options) => {
  switch (options.credential.account.kind) {
    case 'classic':
      return openClassicConnection(options);
    case 'platform':
      return openPlatformConnection(options);
  }
};

/** Opens the client for browser sign-in. @throws FailureError `invalid-input` as `connect` does */
export const openGrants: OpenGrants = (options) => createGrantApi(options);
