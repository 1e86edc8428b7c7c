import type { Connect, OpenGrants } from '../domain/connection';
import { classicConnection } from './classic/classicConnection';
import { oauth } from './platform/oauth';
import { platformConnection } from './platform/platformConnection';

/**
 * Opens a connection for the account's kind. Makes no call.
 * @throws FailureError `invalid-input` with the setting of a base URL that the account needs and that is missing
 */
export const connect: Connect = (options) => {
  switch (options.credential.account.kind) {
    case 'classic':
      return classicConnection(options);
    case 'platform':
      return platformConnection(options);
  }
};

/** Opens the client for browser sign-in. @throws FailureError `invalid-input` as `connect` does */
export const openGrants: OpenGrants = (options) => oauth(options);
