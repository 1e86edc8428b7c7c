import assert from 'node:assert/strict';
import { presetsAt, readTime, snoozesAt, writtenTime } from '../../../src/core/scheduling/scheduleTimes';

const hour = 3_600_000;

describe('times that replies are sent at', () => {
  let zone: string | undefined;
  before(() => {
    zone = process.env.TZ;
    process.env.TZ = 'America/New_York';
  });
  after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const local = (text: string): number => new Date(text).getTime();
  const offered = (text: string): readonly string[] =>
    presetsAt(local(text)).map(({ id, at }) => `${id} ${writtenTime(at)}`);

  it('are in an hour, this evening and tomorrow morning', () => {
    assert.deepEqual(offered('2026-07-01T10:30'), [
      'hour 2026-07-01 11:30',
      'evening 2026-07-01 18:00',
      'tomorrow 2026-07-02 09:00',
    ]);
    assert.deepEqual(offered('2026-12-31T17:40'), ['hour 2026-12-31 18:40', 'tomorrow 2027-01-01 09:00']);
    assert.deepEqual(
      snoozesAt(local('2026-07-01T23:55')).map(({ id, at }) => `${id} ${writtenTime(at)}`),
      ['tenMinutes 2026-07-02 00:05', 'hour 2026-07-02 00:55', 'tomorrow 2026-07-02 09:00'],
    );
  });

  it('are right on days of 23 and 25 hours', () => {
    // The clock is put forward on 2026-03-08 at 2:00, and back on 2026-11-01 at 2:00.
    const before = local('2026-03-07T09:00');
    const spring = presetsAt(before).find(({ id }) => id === 'tomorrow');
    assert.equal(spring && spring.at - before, 23 * hour);
    const fall = presetsAt(local('2026-10-31T09:00')).find(({ id }) => id === 'tomorrow');
    assert.equal(fall && fall.at - local('2026-10-31T09:00'), 25 * hour);
    assert.deepEqual(offered('2026-03-08T01:30')[0], 'hour 2026-03-08 03:30');
    assert.equal(writtenTime(presetsAt(local('2026-11-01T00:30'))[1]?.at ?? 0), '2026-11-01 18:00');
  });

  it('are read from a time of day, or a day and time', () => {
    const now = local('2026-07-01T10:30');
    const read = (text: string): string => {
      const result = readTime(text, now);
      return 'at' in result ? writtenTime(result.at) : result.problem;
    };
    assert.deepEqual(
      ['14:05', ' 9:00 ', '10:30', '10:31', '2026-07-01 10:31', '2026-12-24T08:00', '2027-06-30 23:59'].map(
        read,
      ),
      [
        '2026-07-01 14:05',
        '2026-07-02 09:00',
        '2026-07-02 10:30',
        '2026-07-01 10:31',
        '2026-07-01 10:31',
        '2026-12-24 08:00',
        '2027-06-30 23:59',
      ],
    );
    const malformed = [
      '',
      '9',
      '24:00',
      '12:60',
      'tomorrow',
      '2026-02-30 12:00',
      '2026-07-01',
      '1:2',
      '-1:00',
    ];
    assert.deepEqual(
      malformed.map(read),
      malformed.map(() => 'form'),
    );
    assert.deepEqual(['2026-07-01 10:30', '2025-01-01 12:00'].map(read), ['past', 'past']);
    assert.equal(read('2027-07-03 00:00'), 'far');
  });

  it('are refused where the clock skips them, and the first where they occur twice', () => {
    assert.deepEqual(readTime('2026-03-08 02:30', local('2026-03-07T12:00')), { problem: 'skipped' });
    assert.deepEqual(readTime('02:30', local('2026-03-07T12:00')), { problem: 'skipped' });
    const twice = readTime('2026-11-01 01:30', local('2026-10-31T12:00'));
    assert.deepEqual(twice, { at: Date.UTC(2026, 10, 1, 5, 30) });
  });
});
