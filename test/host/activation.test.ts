import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { ownExtension } from './support/extensionFixture';
import { eventually } from './support/eventually';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

describe('activation', () => {
  const { contributes } = ownExtension().packageJSON as Manifest;

  it('activates after start-up', async () => {
    await eventually('the extension to be active', () => ownExtension().isActive);
  });

  it('registers every command of its manifest', async () => {
    await ownExtension().activate();
    const known = new Set(await commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((id) => !known.has(id));
    assert.deepEqual(missing, []);
  });

  it('registers every view of its manifest', async () => {
    const known = new Set(await commands.getCommands(true));
    const ids = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
    assert.ok(ids.length > 0);
    for (const id of ids) {
      assert.ok(known.has(`${id}.focus`), id);
      await commands.executeCommand(`${id}.focus`);
    }
  });
});
