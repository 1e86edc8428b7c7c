import assert from 'node:assert/strict';
import {
  accessOf,
  decodeTeam,
  encodeTeam,
  rejoined,
  type StoredTeam,
} from '../../../src/core/team/storedTeam';
import { createTeamKey, parseTeamKey } from '../../../src/core/team/teamKey';

const [one, two] = [createTeamKey(), createTeamKey()];
const settings = { servers: ['tls://nats.example.com', 'http://x'], stream: 'LIVECHAT', groups: [] };

function joined(teamKey: string): Omit<StoredTeam, 'former'> {
  return { credentials: { token: 'secret' }, teamKey, receive: false };
}

function keysOf(team: StoredTeam): readonly (string | undefined)[] {
  return accessOf(team, settings)?.keys.map(({ id }) => id) ?? [];
}

function idOf(teamKey: string): string | undefined {
  return parseTeamKey(teamKey)?.id;
}

describe('What a member of a team stores', () => {
  it('is read as it was written, and nothing where it is malformed', () => {
    const team = rejoined(undefined, joined(one));
    assert.deepEqual(decodeTeam(encodeTeam(team)), team);
    const malformed = [undefined, '', '{', '{}', JSON.stringify({ ...team, teamKey: 'x' }), '[]'];
    for (const text of [...malformed, JSON.stringify({ ...team, credentials: {} })]) {
      assert.equal(decodeTeam(text), undefined, text);
    }
  });

  it('keeps the last five keys however long ago they were replaced, each once', () => {
    const keys = Array.from({ length: 7 }, () => createTeamKey());
    const team = keys.reduce<StoredTeam | undefined>(
      (before, teamKey) => rejoined(before, joined(teamKey)),
      undefined,
    );
    assert.ok(team);
    assert.deepEqual(keysOf(team), keys.slice(1).reverse().map(idOf));
    const [, , former = ''] = keys;
    const again = rejoined(team, joined(former));
    assert.deepEqual(keysOf(again), [former, ...keys.slice(3).reverse(), keys[1] ?? ''].map(idOf));
    assert.deepEqual(rejoined(again, joined(former)).former, again.former);
  });

  it('reads a key that an earlier version kept until a certain time', () => {
    const stored = { ...joined(one), former: [{ teamKey: two, until: 1 }] };
    const team = decodeTeam(JSON.stringify(stored));
    assert.deepEqual(team?.former, [{ teamKey: two }]);
  });

  it('stays a receiver where joining again does not say otherwise', () => {
    const { credentials, teamKey } = joined(two);
    const before = rejoined(undefined, { ...joined(one), receive: true });
    assert.equal(rejoined(before, { credentials, teamKey }).receive, true);
    assert.equal(rejoined(before, joined(two)).receive, false);
    assert.equal(rejoined(undefined, { credentials, teamKey }).receive, false);
  });

  it('uses only the servers that may be used', () => {
    const team = rejoined(undefined, { ...joined(one), receive: true });
    const access = accessOf(team, settings);
    assert.deepEqual(access?.servers, [{ address: 'tls://nats.example.com', by: 'tls' }]);
    assert.equal(access.receive, true);
  });
});
