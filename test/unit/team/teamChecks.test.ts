import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import type { Check } from '../../../src/core/events/status/checks';
import { runChecks } from '../../../src/core/events/transports/checkSteps';
import { teamChecks, type TeamChecksOptions } from '../../../src/core/events/transports/team/teamChecks';
import type { TeamConnection } from '../../../src/core/team/teamConnection';
import { TeamError, type TeamErrorCode } from '../../../src/core/team/teamError';
import { NatsServer, type NatsUser } from './support/natsServer';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

type Connecting = TeamChecksOptions['connect'];

/** What the doctor says of a member that is not live. */
function checksWith(connect: Connecting): Promise<readonly Check[]> {
  const problem = { kind: 'team', code: 'lost' } as const;
  return runChecks(teamChecks({ connect, reading: () => undefined, problem: () => problem }), systemClock);
}

/** A server that answers every question about the stream like this. */
function answering(serverVersion: string, code: TeamErrorCode): Connecting {
  const position = () => Promise.reject(new TeamError(code));
  const connection: Pick<TeamConnection, 'serverVersion' | 'position' | 'close'> = {
    serverVersion,
    position,
    close: () => Promise.resolve(),
  };
  return () => Promise.resolve(connection as TeamConnection);
}

describe('The doctor of a member of a team', function () {
  this.timeout(60_000);

  it('names why the server cannot be reached, and what helps', async () => {
    for (const [code, fix] of [
      ['unreachable', 'start'],
      ['tls', 'show-log'],
      ['refused', 'join-team'],
      ['lost', 'start'],
      ['failed', 'show-log'],
    ] as const) {
      const [server, ...others] = await checksWith(() => Promise.reject(new TeamError(code)));
      assert.deepEqual([server?.problem, server?.fix], [{ kind: 'team', code }, fix]);
      assert.ok(others.every(({ result }) => result === 'skipped'));
    }
  });

  it('names what is wrong with the stream of a server that can be reached', async () => {
    for (const [code, fix] of [
      ['no-stream', 'start'],
      ['not-allowed', 'show-log'],
    ] as const) {
      const [server, stream] = await checksWith(answering('2.10.23', code));
      assert.equal(server?.result, 'ok');
      assert.deepEqual([stream?.problem, stream?.fix], [{ kind: 'team', code }, fix]);
    }
    const [full] = await checksWith(answering('2.10.23', 'full'));
    assert.deepEqual(full?.problem, { kind: 'team', code: 'full' });
  });

  it('warns of versions of the server that can lose a stream', async () => {
    for (const [version, note] of [
      ['2.9.10', 'old-server'],
      ['2.10.22', 'old-server'],
      ['1.99.99', 'old-server'],
      ['2.10.23', undefined],
      ['2.11.0', undefined],
      ['3.0.0-beta.1', undefined],
    ] as const) {
      const [server] = await checksWith(answering(version, 'no-stream'));
      assert.equal(server?.note, note, version);
    }
  });

  it('warns of a clock that is far off', async () => {
    const user: NatsUser = { user: 'ada', password: 'one' };
    const key = newKey();
    const server = await NatsServer.start([user]);
    const minutes = 10 * 60_000;
    const clock = { ...systemClock, now: () => systemClock.now() - minutes };
    const members = [{ clock }, {}].map((given) => new TeamMachine(accessTo(server, user, key), given));
    try {
      await publish(accessTo(server, user, key), chatStarted('A'));
      for (const member of members) await member.join();
      await publish(accessTo(server, user, key), chatStarted('B'));
      const notes: unknown[] = [];
      for (const member of members) {
        await member.hasShown('B');
        notes.push((await member.service.doctor()).find(({ name }) => name === 'team-clock')?.note);
      }
      assert.deepEqual(notes, ['clock-off', undefined]);
    } finally {
      for (const member of members) await member.dispose();
      await server.dispose();
    }
  });
});
