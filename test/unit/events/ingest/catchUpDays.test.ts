import assert from 'node:assert/strict';
import { startOfDay } from '../../../../src/core/base/localDays';
import { arrivalKinds } from '../../../../src/core/domain/arrival';
import { catchUp } from '../../../../src/core/events/ingest/catchUp';

describe('catching up in any time zone', () => {
  let zone: string | undefined;
  beforeEach(() => {
    zone = process.env.TZ;
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  for (const tz of [
    'Etc/GMT+12',
    'America/Los_Angeles',
    'America/Sao_Paulo',
    'UTC',
    'Asia/Tokyo',
    'Etc/GMT-14',
  ]) {
    it(`lists from a day that begins before the gap, at each hour (${tz})`, async () => {
      process.env.TZ = tz;
      for (let hour = 0; hour < 24; hour += 1) {
        const since = Date.UTC(2026, 2, 6, hour, 30);
        const days: string[] = [];
        const list = ({ dateFrom = '' }: { readonly dateFrom?: string }) => {
          days.push(dateFrom);
          return Promise.resolve({ rows: [], total: 0, page: 1, pages: 1 });
        };
        const listings = {
          clockOffset: () => Promise.resolve(0),
          serverTime: () => since,
          chats: list,
          newTickets: (day: string) => list({ dateFrom: day.slice(0, 10) }),
        };
        const accept = () => Promise.resolve('kept' as const);
        await catchUp(since, { listings, account: 'platform:a', events: arrivalKinds, accept });
        assert.equal(days.length, 2);
        // Days of a query are days of this machine (docs/livechat-api.md).
        for (const day of days) assert.ok(startOfDay(day).getTime() <= since, `${day} at ${hour}`);
      }
    });
  }
});
