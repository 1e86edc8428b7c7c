import { l10n, type QuickPickItem } from 'vscode';
import { localDayOf, startOfDay } from '../../core/base/localDays';
import { addressKey, type Account } from '../../core/domain/account';
import type { AgentRow } from '../../core/domain/agent';
import { fail } from '../../core/domain/failure';
import { readPeriod } from '../../core/domain/input/reportInput';
import type { LocalStore } from '../../core/localData/localStore';
import { fullTime } from '../messages/times';
import type { App } from '../shell/app';
import { pickStep, textStep } from '../shell/steps';

/** Times are milliseconds since the epoch. */
export interface ReportSpan {
  readonly from: number;
  readonly to: number;
}

/** @throws FailureError `not-signed-in` */
export function activeAccount({ session: { current } }: App): Account {
  return current.kind === 'signed-out' ? fail({ code: 'not-signed-in' }) : current.account;
}

/** The names of agents by login, as they were last listed. Makes no call. */
export function agentNames({ kept }: LocalStore, account: string): (login: string) => string | undefined {
  const rows = (kept.list(account, 'agents')?.value ?? []) as readonly AgentRow[];
  const names = new Map<string, string>();
  for (const row of rows) {
    if (row.kind === 'agent' && row.agent.name !== undefined) {
      names.set(addressKey(row.agent.login), row.agent.name);
    }
  }
  return (login) => names.get(addressKey(login));
}

/** The start of the local day that is so many days before that of a time. */
export function daysBefore(at: number, days: number): number {
  return startOfDay(localDayOf(at), -days).getTime();
}

/** A period that is offered by name. */
export interface NamedSpan {
  readonly label: string;
  readonly from: (now: number) => number;
}

interface SpanItem extends QuickPickItem {
  readonly span?: ReportSpan;
}

/** Asks for one of the periods up to now, or for a start and an end. */
export async function askSpan(
  { clock }: App,
  title: string,
  spans: readonly NamedSpan[],
): Promise<ReportSpan | undefined> {
  const now = clock.now();
  const named = spans.map(({ label, from }): SpanItem => {
    const start = from(now);
    return { label, description: fullTime(new Date(start).toISOString()), span: { from: start, to: now } };
  });
  for (;;) {
    const picked = await pickStep<SpanItem>({
      ...{ title, back: false, placeholder: l10n.t('Select a period') },
      items: [...named, { label: l10n.t('Other period…') }],
    });
    if (picked.kind !== 'done') return undefined;
    if (picked.value.span) return picked.value.span;
    const other = await askOther(title, now);
    if (other !== 'back') return other;
  }
}

/** Asks for two days or times. */
async function askOther(title: string, now: number): Promise<ReportSpan | 'back' | undefined> {
  const prompt = l10n.t('A day or a time with a time zone, such as 2026-01-31 or 2026-01-31T09:00:00Z');
  const wrong = l10n.t('Enter a day or time in this format.');
  const ask = async (name: string, value: string, accept: (text: string) => string | undefined) =>
    await textStep({ title: `${title}: ${name}`, back: true, prompt, value, accept });
  for (;;) {
    const from = await ask(l10n.t('Start'), localDayOf(now), (text) =>
      readPeriod({ from: text, to: '2199-12-31' }, { now, from: 'required' }).ok ? undefined : wrong,
    );
    if (from.kind !== 'done') return from.kind === 'back' ? 'back' : undefined;
    const read = (to: string): ReportSpan | undefined => {
      const checked = readPeriod({ from: from.value, to }, { now, from: 'required' });
      return checked.ok ? { from: checked.value.from ?? now, to: checked.value.to } : undefined;
    };
    const to = await ask(l10n.t('End'), '', (text) =>
      read(text) ? undefined : l10n.t('Enter a day or time after the start; leave it empty for now.'),
    );
    if (to.kind === 'done') return read(to.value);
    if (to.kind === 'cancelled') return undefined;
  }
}
