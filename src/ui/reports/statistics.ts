import { l10n } from 'vscode';
import { readPeriod } from '../../core/domain/input/reportInput';
import type { Report } from '../../core/localData/reports/report';
import type { App } from '../shell/app';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { activeAccount, agentNames, daysBefore } from './reportData';

/** The contract's result. */
export interface StatisticsResult {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly complete: boolean;
  readonly tickets: Pick<Report['tickets'], 'created' | 'solved' | 'open' | 'byStatus'>;
  /** Of tickets that were created in the period; absent if none of them has a reply. */
  readonly firstReplyMinutes?: { readonly median: number; readonly p90: number };
  readonly chats: Report['chats'];
  readonly byAgent: readonly AgentResult[];
}

interface AgentResult {
  readonly id: string;
  readonly name?: string;
  readonly replies: number;
  readonly solved: number;
  readonly chats: number;
  readonly assigned: number;
}

/** The days of a period without a start, with today. */
export const defaultDays = 30;

export const notCounted = (): string => l10n.t('The statistics could not be read.');

/** `livechat.statistics`: only what is kept is read. @throws LiveChatError */
export async function statisticsForCode(app: App, argument: unknown): Promise<StatisticsResult> {
  return await orLiveChatError(notCounted, async () => {
    const { to, ...given } = inputOf(readPeriod(argument, { now: app.clock.now(), from: 'optional' }));
    const from = given.from ?? daysBefore(to, defaultDays - 1);
    const account = activeAccount(app).id;
    const store = await app.local.get();
    const { tickets, chats, firstReplyMs, byAgent, coverage } = await store.report({ account, from, to });
    const { created, solved, open, byStatus } = tickets;
    const nameOf = agentNames(store, account);
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      complete: coverage.isComplete,
      tickets: { created, solved, open, byStatus },
      ...(firstReplyMs && {
        firstReplyMinutes: { median: minutes(firstReplyMs.median), p90: minutes(firstReplyMs.p90) },
      }),
      chats,
      byAgent: byAgent.map((agent) => {
        const name = nameOf(agent.id);
        return { ...agent, ...(name !== undefined && { name }) };
      }),
    };
  });
}

/** To a tenth. */
function minutes(ms: number): number {
  return Math.round(ms / 6_000) / 10;
}
