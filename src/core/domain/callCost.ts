/** How often new tickets are looked for where no event tells of them, in milliseconds. */
export const ticketPollMs = 5 * 60_000;

const monthMs = 30.44 * 24 * 60 * 60_000;

/** Dollars for a thousand calls with a personal token, up to so many a month (section 4.1 of the API notes). */
export const listPrices: readonly { readonly upTo: number; readonly perThousand: number }[] = [
  { upTo: 1_000_000, perThousand: 0.27 },
  { upTo: 10_000_000, perThousand: 0.22 },
  { upTo: Infinity, perThousand: 0.17 },
];

/** What calls of a month cost by the list price, in dollars. Every answer counts but a 500. */
export function dollarsFor(calls: number): number {
  let before = 0;
  let sum = 0;
  for (const { upTo, perThousand } of listPrices) {
    const here = Math.max(0, Math.min(calls, upTo) - before);
    sum += (here / 1_000) * perThousand;
    before = upTo;
  }
  return sum;
}

/** Whether an answer with this status is paid for: also one that never came, since what it asks was sent. */
export function isBilled(status: number | undefined): boolean {
  return status !== 500;
}

/** What a budget means for background calls now. A person's own calls go out at every level. */
export type BudgetLevel = 'none' | 'within' | 'slowed' | 'stopped';

/** From this part of a budget on background calls are slowed. */
const slowedFrom = 0.8;

/** Between two background calls of an account on this machine while they are slowed, in milliseconds. */
export const slowedEveryMs = 60_000;

/** @param budget calls in a month; 0 for none */
export function budgetLevel(calls: number, budget: number): BudgetLevel {
  if (budget <= 0) return 'none';
  if (calls >= budget) return 'stopped';
  return calls >= budget * slowedFrom ? 'slowed' : 'within';
}

export interface PollCost {
  readonly everyMs: number;
  readonly callsPerMonth: number;
  readonly dollarsPerMonth: number;
}

/** What looking for new tickets costs at most, for a person to say yes to: one call each time, day and night. */
export function ticketPollCost(everyMs: number = ticketPollMs): PollCost {
  const callsPerMonth = Math.ceil(monthMs / everyMs);
  return { everyMs, callsPerMonth, dollarsPerMonth: dollarsFor(callsPerMonth) };
}
