import assert from 'node:assert/strict';
import {
  accessOf,
  decodeTeam,
  encodeTeam,
  rejoined,
  type StoredTeam,
} from '../../../src/core/team/storedTeam';
import { createTeamKey, parseTeamKey } from '../../../src/core/team/teamKey';

const [one, two, three] = [createTeamKey(), createTeamKey(), createTeamKey()];
const settings = { servers: ['tls://nats.example.com', 'http://x'], stream: 'LIVECHAT', groups: [] };

function joined(teamKey: string): Omit<StoredTeam, 'former'> {
  return { credentials: { token: 'secret' }, teamKey, receive: false };
}

function keysAt(team: StoredTeam, now: number): readonly (string | undefined)[] {
  return accessOf(team, settings, now)?.keys.map(({ id }) => id) ?? [];
}

function idOf(teamKey: string): string | undefined {
  return parseTeamKey(teamKey)?.id;
}

describe('What a member of a team stores', () => {
  it('is read as it was written, and nothing where it is malformed', () => {
    const team = rejoined(undefined, 0, 1_000, joined(one));
    assert.deepEqual(decodeTeam(encodeTeam(team)), team);
    const malformed = [undefined, '', '{', '{}', JSON.stringify({ ...team, teamKey: 'x' }), '[]'];
    for (const text of [...malformed, JSON.stringify({ ...team, credentials: {} })]) {
      assert.equal(decodeTeam(text), undefined, text);
    }
  });

  it('has the former key until the stream has no events of it', () => {
    const first = rejoined(undefined, 0, 1_000, joined(one));
    const second = rejoined(first, 100, 1_000, joined(two));
    assert.deepEqual(keysAt(second, 1_099), [idOf(two), idOf(one)]);
    assert.deepEqual(keysAt(second, 1_100), [idOf(two)]);
    const third = rejoined(second, 200, 1_000, joined(three));
    assert.deepEqual(keysAt(third, 300), [idOf(three), idOf(two), idOf(one)]);
    assert.deepEqual(third.former.length, 2);
    assert.deepEqual(rejoined(third, 1_150, 1_000, joined(three)).former, [{ teamKey: two, until: 1_200 }]);
  });

  it('keeps former keys for ever where the stream does, and has each key once', () => {
    const first = rejoined(undefined, 0, undefined, joined(one));
    const second = rejoined(first, 0, undefined, joined(two));
    const again = rejoined(second, 0, undefined, joined(one));
    assert.deepEqual(keysAt(again, Number.MAX_SAFE_INTEGER), [idOf(one), idOf(two)]);
  });

  it('uses only the servers that may be used', () => {
    const team = rejoined(undefined, 0, 1_000, { ...joined(one), receive: true });
    const access = accessOf(team, settings, 0);
    assert.deepEqual(access?.servers, [{ address: 'tls://nats.example.com', by: 'tls' }]);
    assert.equal(access.receive, true);
  });
});
