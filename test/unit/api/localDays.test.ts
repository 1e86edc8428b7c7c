import assert from 'node:assert/strict';
import { accountKinds } from '../../../src/core/domain/account';
import { anyAccount } from './support/anyAccount';

describe('day filters in the machine’s time zone', () => {
  let zone: string | undefined;
  beforeEach(() => {
    zone = process.env.TZ;
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  for (const kind of accountKinds) {
    it(`${kind} account: a day includes what happened late on that day`, async () => {
      const account = await anyAccount(kind);
      try {
        const draft = { message: 'Hello', requester: { mail: 'late@mail.test' } };
        const { date = '' } = await account.connection.tickets.create(draft);
        // In this time zone the ticket was created shortly before midnight, when it was already the next day in UTC.
        const hour = new Date(date).getUTCHours();
        process.env.TZ = hour < 12 ? `Etc/GMT+${hour + 1}` : `Etc/GMT-${Math.min(14, 24 - hour)}`;
        const made = new Date(date);
        const two = (value: number): string => String(value).padStart(2, '0');
        const day = `${made.getFullYear()}-${two(made.getMonth() + 1)}-${two(made.getDate())}`;
        const query = { dateFrom: day, dateTo: day, requesterMail: 'late@mail.test' };
        assert.equal((await account.connection.tickets.list(query)).rows.length, 1);
      } finally {
        await account.dispose();
      }
    });
  }
});
