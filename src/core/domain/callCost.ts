/** Interval for polling new tickets if no event reports them, in milliseconds. */
export const ticketPollMs = 5 * 60_000;

const monthMs = 30.44 * 24 * 60 * 60_000;

/** Dollars per thousand calls with a personal access token, by calls per month (docs/livechat-api.md#pricing). */
export const listPrices: readonly { readonly upTo: number; readonly perThousand: number }[] = [
  { upTo: 1_000_000, perThousand: 0.27 },
  { upTo: 10_000_000, perThousand: 0.22 },
  { upTo: Infinity, perThousand: 0.17 },
];

/** List price of a month's calls, in dollars. */
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

/** Whether a response with this status is billed; `undefined` (no response) counts, because the request was sent. */
export function isBilled(status: number | undefined): boolean {
  return status !== 500;
}

/** What the budget means for background calls. A user's calls are never limited. */
export type BudgetLevel = 'none' | 'within' | 'slowed' | 'stopped';

/** Share of the budget from which background calls are slowed. */
const slowedShare = 0.8;

/** Interval between background calls of an account on this machine while slowed, in milliseconds. */
export const slowedIntervalMs = 60_000;

/** @param budget calls per month; 0 for none */
export function budgetLevel(calls: number, budget: number): BudgetLevel {
  if (budget <= 0) return 'none';
  if (calls >= budget) return 'stopped';
  return calls >= budget * slowedShare ? 'slowed' : 'within';
}

export interface PollCost {
  readonly intervalMs: number;
  readonly callsPerMonth: number;
  readonly dollarsPerMonth: number;
}

/** Upper bound of the cost of polling for new tickets, with one call per interval. */
export function ticketPollCost(intervalMs: number = ticketPollMs): PollCost {
  const callsPerMonth = Math.ceil(monthMs / intervalMs);
  return { intervalMs, callsPerMonth, dollarsPerMonth: dollarsFor(callsPerMonth) };
}

/** Subjects by which calls are counted: families of routes that mean the same in every API. */
export const callKinds = ['tickets', 'agents', 'chats', 'groups', 'tags', 'webhooks', 'account'] as const;
export type CallKind = (typeof callKinds)[number] | 'other';

/** The first match decides: `list_group_agents` counts as agents. */
const patterns: readonly (readonly [CallKind, RegExp])[] = [
  ['webhooks', /webhook/],
  ['tickets', /ticket/],
  ['tags', /\btags?\b|_tags?\b/],
  ['agents', /agent|routing_status/],
  ['groups', /group|team/],
  ['chats', /chat|archive|thread/],
  ['account', /account|organization|licen[cs]e|^token$/],
];

/** @param route as in `CallRecord.route`: `/tickets/*`, `/v3.6/agent/action/list_archives` */
export function callKindOf(route: string): CallKind {
  // The API's name says nothing about the subject: `/v3.6/agent/action/list_chats`.
  const name = route.replace(/^.*\/action\//, '').toLowerCase();
  const [, first = name] = /^\/([^/]+)/.exec(name) ?? [];
  return patterns.find(([, pattern]) => pattern.test(first))?.[0] ?? 'other';
}
