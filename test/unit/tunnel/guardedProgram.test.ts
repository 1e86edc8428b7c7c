import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { GuardedProgram } from '../../../src/core/tunnel/program/guardedProgram';
import { PuppetStage, guardFile } from './support/puppets';

describe('a guarded program', () => {
  let stage: PuppetStage;
  beforeEach(async () => (stage = await PuppetStage.open('puppet')));
  afterEach(() => stage.close());

  const start = (...args: string[]): GuardedProgram =>
    new GuardedProgram(stage.host, path.join(stage.folder, 'puppet'), args);

  it('receives arguments unchanged and no environment variables of the editor', async () => {
    const unusual = ['a b', '$(id)', '"', '--', '%PATH%'];
    const host = { ...stage.host, env: { ...stage.host.env, ELECTRON_RUN_AS_NODE: '1' } };
    const program = new GuardedProgram(host, path.join(stage.folder, 'puppet'), unusual);
    const puppet = await stage.next();
    assert.deepEqual(puppet.args, unusual);
    assert.equal(puppet.env.ELECTRON_RUN_AS_NODE, undefined);
    assert.equal(puppet.env.NODE_CHANNEL_FD, undefined);
    await program.stop();
  });

  it('emits all lines, then its exit code', async () => {
    const program = start();
    const lines: string[] = [];
    program.onLine((line) => lines.push(line));
    const puppet = await stage.next();
    puppet.notify({ write: 'stdout', text: 'one\ntw' });
    puppet.notify({ write: 'stdout', text: 'o\r\nlast word' });
    puppet.notify({ exit: 7 });
    assert.deepEqual(await program.ended, { code: 7, signal: null });
    assert.deepEqual(lines, ['one', 'two', 'last word']);
  });

  it('keeps only the last lines', async () => {
    const program = start();
    const puppet = await stage.next();
    const text = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('');
    puppet.notify({ write: 'stderr', text });
    puppet.notify({ exit: 0 });
    await program.ended;
    const kept = program.output.split('\n');
    assert.equal(kept.length, 200);
    assert.equal(kept.at(-1), 'line 499');
  });

  it('reports why it cannot be started', async () => {
    const program = new GuardedProgram(stage.host, path.join(stage.folder, 'absent'), []);
    assert.deepEqual(await program.ended, { notStarted: 'ENOENT', code: null, signal: null });
    await program.stop();
  });

  it('ends when it is stopped, even twice', async () => {
    const program = start();
    const puppet = await stage.next();
    await Promise.all([program.stop(), program.stop()]);
    await puppet.gone;
  });

  it('is killed if it ignores the stop request', async () => {
    const program = start();
    const puppet = await stage.next();
    puppet.notify({ stubborn: true, write: 'stdout', text: 'ready\n' });
    await new Promise((resolve) => program.onLine(resolve));
    const stopped = program.stop();
    await puppet.asked;
    await stopped;
    await puppet.gone;
  }).timeout(20_000);

  it('ends when its parent process is killed in any way', async () => {
    const asker = spawn(
      process.execPath,
      [path.resolve('test/fixtures/tunnel/asker.mjs'), guardFile, path.join(stage.folder, 'puppet')],
      { stdio: 'ignore', env: { ...stage.host.env } },
    );
    const puppet = await stage.next();
    asker.kill('SIGKILL');
    await puppet.gone;
  }).timeout(20_000);

  it('is stopped directly if the guard was killed', async () => {
    const program = start();
    const puppet = await stage.next();
    const guard = program.guardPid;
    assert.ok(guard !== undefined);
    process.kill(guard, 'SIGKILL');
    assert.equal((await program.ended).signal, 'SIGKILL');
    await puppet.gone;
  });
});
