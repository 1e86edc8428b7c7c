import assert from 'node:assert/strict';
import {
  accountIdProblem,
  clientIdProblem,
  emailProblem,
  secretProblem,
} from '../../../src/core/domain/signIn';

describe('sign-in input', () => {
  it('an account id is rejected only if it can never be valid', () => {
    assert.equal(accountIdProblem(' 5b29e3c6-6a3f-4a4b-9d0c-1f0a5f0e6c11 '), undefined);
    assert.equal(accountIdProblem('anything-else_1'), undefined);
    assert.equal(accountIdProblem('  '), 'empty');
    for (const text of ['kim@example.com', 'id:token', 'two words', 'ähnlich']) {
      assert.equal(accountIdProblem(text), 'not-an-id', text);
    }
  });

  it('an email address is rejected only if it can never be valid', () => {
    assert.equal(emailProblem(' kim@example.com '), undefined);
    assert.equal(emailProblem(''), 'empty');
    for (const text of ['kim', 'kim@', '@example.com', 'kim@example', 'kim @example.com']) {
      assert.equal(emailProblem(text), 'not-an-email', text);
    }
  });

  it('a secret is rejected if an HTTP header cannot contain it', () => {
    assert.equal(secretProblem(' dal:a1-B2_c3 '), undefined);
    assert.equal(secretProblem(' '), 'empty');
    for (const text of ['two words', 'schlüssel', 'a\nb']) assert.equal(secretProblem(text), 'not-visible');
  });

  it('a client id is rejected only if it can never be valid', () => {
    assert.equal(clientIdProblem(' 9805c7f6f4c8d0a1b2c3d4e5f6a7b8c9 '), undefined);
    assert.equal(clientIdProblem('my-app_1.test'), undefined);
    assert.equal(clientIdProblem('  '), 'empty');
    for (const text of ['kim@example.com', 'https://app.test', 'two words', 'ähnlich', 'dal:token']) {
      assert.equal(clientIdProblem(text), 'not-a-client-id', text);
    }
  });
});
