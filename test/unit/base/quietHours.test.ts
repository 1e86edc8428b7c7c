import assert from 'node:assert/strict';
import { quietHoursChange, quietHoursEnd } from '../../../src/core/base/quietHours';

/** In local time. */
function at(day: number, hour: number, minute = 0): number {
  return new Date(2026, 4, day, hour, minute).getTime();
}

describe('quiet hours', () => {
  it('include the first minute and exclude the last', () => {
    assert.equal(quietHoursEnd('12:30-13:15', at(5, 12, 29)), undefined);
    assert.equal(quietHoursEnd('12:30-13:15', at(5, 12, 30)), at(5, 13, 15));
    assert.equal(quietHoursEnd('12:30-13:15', at(5, 13, 14)), at(5, 13, 15));
    assert.equal(quietHoursEnd('12:30-13:15', at(5, 13, 15)), undefined);
  });

  it('may span midnight and the end of a month', () => {
    assert.equal(quietHoursEnd('22:00-07:00', at(5, 21, 59)), undefined);
    assert.equal(quietHoursEnd('22:00-07:00', at(5, 22)), at(6, 7));
    assert.equal(quietHoursEnd('22:00-07:00', at(6, 6, 59)), at(6, 7));
    assert.equal(quietHoursEnd('22:00-07:00', at(6, 7)), undefined);
    assert.equal(quietHoursEnd('22:00-07:00', at(31, 23)), new Date(2026, 5, 1, 7).getTime());
  });

  it('are off for empty or invalid input', () => {
    for (const hours of ['', 'night', '7-9', '24:00-07:00', '22:60-07:00', '08:00-08:00', '22:00–07:00']) {
      assert.equal(quietHoursEnd(hours, at(5, 8)), undefined, hours);
    }
    assert.equal(quietHoursEnd(' 07:00-09:00 ', at(5, 8)), at(5, 9));
  });

  it('report the time of their next start or end', () => {
    assert.equal(quietHoursChange('22:00-07:00', at(5, 23)), at(6, 7));
    assert.equal(quietHoursChange('22:00-07:00', at(6, 7)), at(6, 22));
    assert.equal(quietHoursChange('22:00-07:00', at(6, 21, 59)), at(6, 22));
    assert.equal(quietHoursChange('12:30-13:15', at(31, 13, 15)), new Date(2026, 5, 1, 12, 30).getTime());
    assert.equal(quietHoursChange('', at(5, 8)), undefined);
  });
});
