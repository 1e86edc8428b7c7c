import type { Connect, OpenGrants } from '../domain/connection';
import { classicConnection } from './classic/classicConnection';
import { oauth } from './platform/oauth';
import { platformConnection } from './platform/platformConnection';

/**
 * Opens a connection of the account's kind. No call is made yet.
 * @throws FailureError `invalid-input` naming the setting of an address that the account needs and that is missing
 */
export const connect: Connect = (options) => {
  switch (options.credential.account.kind) {
    case 'classic':
      return classicConnection(options);
    case 'platform':
      return platformConnection(options);
  }
};

/** Opens what signs in in the browser. @throws FailureError `invalid-input` as `connect` does */
export const openGrants: OpenGrants = (options) => oauth(options);
