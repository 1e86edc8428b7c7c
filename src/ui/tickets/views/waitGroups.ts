import { l10n } from 'vscode';
import { waitedSpan } from '../../../core/base/timeSpans';
import type { WaitFilter } from '../../../core/localData/ticketFilter';
import type { ViewQuery } from '../../../core/stores/ticketViewList';
import { longLength } from '../../messages/times';
import { waitThresholds } from '../../shell/settings';

const minuteMs = 60_000;

/** The groups of tickets by how long their customers wait, longest first. */
export function waitGroups(now: number): readonly { readonly name: string; readonly query: ViewQuery }[] {
  const [long, tooLong] = waitThresholds().map((minutes) => ({
    length: longLength(waitedSpan(minutes * minuteMs)),
    since: new Date(now - minutes * minuteMs).toISOString(),
  }));
  if (!long || !tooLong) return [];
  const group = (name: string, wait: WaitFilter) =>
    ({ name, query: { filter: {}, sort: 'waiting', wait } }) as const;
  return [
    group(l10n.t('Waiting longer than {0}', tooLong.length), { until: tooLong.since }),
    group(l10n.t('Waiting longer than {0}', long.length), { after: tooLong.since, until: long.since }),
    group(l10n.t('Waiting'), { after: long.since }),
    group(l10n.t('Not waiting'), 'none'),
    group(l10n.t('Waiting time not known'), 'unknown'),
  ];
}
