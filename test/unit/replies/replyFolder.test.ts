import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { replyFolderOf, replyName } from '../../../src/core/replies/replyFolder';

describe('replyFolderOf', () => {
  it('takes absolute paths, and ~ as the home folder', () => {
    const folder = path.resolve('/replies');
    assert.equal(replyFolderOf(` ${folder} `), folder);
    assert.equal(replyFolderOf('~'), homedir());
    assert.equal(replyFolderOf('~/replies'), `${homedir()}/replies`);
  });

  it('takes nothing else', () => {
    for (const value of ['', 'replies', './replies', '~other/replies', 5, undefined, null]) {
      assert.equal(replyFolderOf(value), undefined);
    }
  });
});

describe('replyName', () => {
  it('is the name of a Markdown file without its extension', () => {
    assert.equal(replyName('/folder/refund.md'), 'refund');
    assert.equal(replyName('/folder/refund.txt'), undefined);
  });
});
