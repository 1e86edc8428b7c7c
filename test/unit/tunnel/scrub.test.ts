import assert from 'node:assert/strict';
import { scrubbed } from '../../../src/core/tunnel/tunnel';

describe('the scrubbed output of a program', () => {
  it('keeps only the host of an address', () => {
    assert.equal(
      scrubbed('POST https://a-4711.euw.devtunnels.ms/lc/id/SECRET?x=1#y failed'),
      'POST https://a-4711.euw.devtunnels.ms failed',
    );
    assert.equal(scrubbed('"https://user:pass@example.com/tunnel":'), '"https://example.com":');
    assert.equal(scrubbed('GET /lc/abc/SECRET 200'), 'GET /lc/*** 200');
  });

  it('contains no token of any service', () => {
    const tokens = [
      'gho_16C7e42F292c6912E7710c838347Ae178B4a',
      'github_pat_11ABCDEFG0abcdefghij_klmnopqrst',
      'eyJhbGciOiJFUzI1NiJ9.eyJzY3AiOiJob3N0In0.c2lnbmF0dXJl',
      '2ab3CdEfGhIjKlMnOpQrStUvWxY_4Zyxwvutsrqponmlkjihg',
    ];
    for (const token of tokens) {
      for (const text of [`said ${token}.`, `Authorization: tunnel ${token}`, `{"token":"${token}"}`]) {
        assert.ok(!scrubbed(text).includes(token), text);
      }
    }
    assert.ok(!scrubbed('authtoken: abcdefgh12345').includes('abcdefgh12345'));
  });

  it('is truncated at the front, because the reason is at the end', () => {
    const text = scrubbed(`${'x '.repeat(5000)}the reason`);
    assert.ok(text.length < 2100);
    assert.ok(text.endsWith('the reason'));
  });
});
