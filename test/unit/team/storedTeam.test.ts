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
const dayMs = 24 * 3_600_000;
const maxAgeMs = 14 * dayMs;
const atOnce = { now: 0, maxAgeMs };
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
    const team = rejoined(rejoined(undefined, joined(two), atOnce), joined(one), atOnce);
    assert.equal(team.former.length, 1);
    assert.deepEqual(decodeTeam(encodeTeam(team)), team);
    const malformed = [undefined, '', '{', '{}', JSON.stringify({ ...team, teamKey: 'x' }), '[]'];
    for (const text of [...malformed, JSON.stringify({ ...team, credentials: {} })]) {
      assert.equal(decodeTeam(text), undefined, text);
    }
  });

  /** @param everyMs how long each key was in use */
  const withKeys = (keys: readonly string[], everyMs: number, limit?: number): StoredTeam => {
    const team = keys.reduce<StoredTeam | undefined>(
      (before, teamKey, index) =>
        rejoined(before, joined(teamKey), {
          now: index * everyMs,
          ...(limit !== undefined && { maxAgeMs: limit }),
        }),
      undefined,
    );
    assert.ok(team);
    return team;
  };

  it('keeps all keys of which the stream may have events, and the last five however old they are', () => {
    const keys = Array.from({ length: 30 }, () => createTeamKey());
    const newestFirst = keys.map(idOf).reverse();
    // The key before this one was replaced today, the one before that a day ago, and so on.
    assert.deepEqual(keysOf(withKeys(keys, dayMs, maxAgeMs)), newestFirst.slice(0, 15));
    assert.deepEqual(keysOf(withKeys(keys, maxAgeMs, maxAgeMs)), newestFirst.slice(0, 6));
    assert.deepEqual(keysOf(withKeys(keys, maxAgeMs)), newestFirst, 'a stream without a limit');
  });

  it('keeps each key once, from when it was last replaced, and at most a hundred', () => {
    const keys = Array.from({ length: 130 }, () => createTeamKey());
    assert.equal(keysOf(withKeys(keys, 1, maxAgeMs)).length, 101);
    const [first = '', ...others] = keys.slice(0, 8);
    const again = withKeys([first, ...others, first, ...others], dayMs, maxAgeMs);
    assert.deepEqual(keysOf(again), [...others.reverse(), first].map(idOf));
    assert.equal(again.former.at(-1)?.replacedAt, 9 * dayMs);
    assert.deepEqual(rejoined(again, joined(again.teamKey), { now: 15 * dayMs, maxAgeMs }), again);
  });

  it('reads a key that an earlier version kept until a certain time', () => {
    const stored = { ...joined(one), former: [{ teamKey: two, until: 1 }] };
    const team = decodeTeam(JSON.stringify(stored));
    assert.deepEqual(team?.former, [{ teamKey: two }]);
    const { former } = rejoined(team, joined(one), { now: 5, maxAgeMs });
    assert.deepEqual(former, [{ teamKey: two, replacedAt: 5 }]);
  });

  it('stays a receiver where joining again does not say otherwise', () => {
    const { credentials, teamKey } = joined(two);
    const before = rejoined(undefined, { ...joined(one), receive: true }, atOnce);
    assert.equal(rejoined(before, { credentials, teamKey }, atOnce).receive, true);
    assert.equal(rejoined(before, joined(two), atOnce).receive, false);
    assert.equal(rejoined(undefined, { credentials, teamKey }, atOnce).receive, false);
  });

  it('uses only the servers that may be used', () => {
    const team = rejoined(undefined, { ...joined(one), receive: true }, atOnce);
    const access = accessOf(team, settings);
    assert.deepEqual(access?.servers, [{ address: 'tls://nats.example.com', by: 'tls' }]);
    assert.equal(access.receive, true);
  });
});
