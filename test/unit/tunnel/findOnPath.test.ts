import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnPath } from '../../../src/core/tunnel/program/openProgram';

describe('findOnPath', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'path-'));
    for (const name of ['first', 'second', 'third']) await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, 'first/tool'), '');
    await mkdir(path.join(folder, 'second/tool'));
    await writeFile(path.join(folder, 'third/tool'), '');
    await chmod(path.join(folder, 'third/tool'), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('finds the executable in the first folder that contains one', async () => {
    const PATH = ['first', 'second', 'third'].map((name) => path.join(folder, name)).join(':');
    assert.equal(await findOnPath('tool', { PATH }, 'linux'), path.join(folder, 'third/tool'));
    assert.equal(await findOnPath('other', { PATH }, 'linux'), undefined);
    assert.equal(await findOnPath('tool', {}, 'linux'), undefined);
  });

  it('never finds a program in the working folder', async () => {
    const before = process.cwd();
    process.chdir(path.join(folder, 'third'));
    try {
      for (const PATH of ['', ':', '.', '.:', './']) {
        assert.equal(await findOnPath('tool', { PATH }, 'linux'), undefined, PATH);
      }
    } finally {
      process.chdir(before);
    }
  });
});
