import assert from 'node:assert/strict';
import { FileSystemError } from 'vscode';
import { whyOther } from '../../../src/ui/messages/storageMessages';

/** As the editor throws it, for example for a file of a read-only workspace. */
function fileSystemError(code: string): Error {
  return Object.assign(new FileSystemError('vscode-vfs:/tickets.csv'), { code });
}

describe('why something that this machine stores could not be used', () => {
  it('names a file that cannot be written, and what to do', () => {
    assert.match(
      whyOther(fileSystemError('NoPermissions')) ?? '',
      /cannot be changed or read\. Select another/,
    );
    assert.match(whyOther(fileSystemError('FileNotFound')) ?? '', /does not exist/);
    assert.match(whyOther(fileSystemError('Unavailable')) ?? '', /not available\. Try again/);
    assert.match(whyOther(fileSystemError('Unknown')) ?? '', /See the log/);
  });

  it('says nothing about a bug', () => {
    assert.equal(whyOther(new TypeError('x is undefined')), undefined);
    assert.equal(whyOther(Object.assign(new Error('x'), { code: 'NoPermissions' })), undefined);
    assert.equal(whyOther('text'), undefined);
  });
});
