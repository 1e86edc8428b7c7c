import { l10n } from 'vscode';
import { oneLine } from '../../../core/base/plainText';
import { listPrices, callKinds, type CallKind } from '../../../core/domain/callCost';
import { merged, sumOf, type KindCounts } from '../../../core/metering/callCounts';
import { settingKeys } from '../../../manifest';
import { dollars as money, wholeNumber } from '../../messages/times';
import { budgetLines } from './callLines';
import type { CallsReading } from './calls';

/** The text of the API calls document. */
export function callsText(name: string, reading: CallsReading): string {
  const { minute, today, month, dollars, days, isComplete } = reading;
  const kinds = days.reduce<KindCounts>((sum, day) => merged(sum, day.kinds), {});
  const cost = dollars === undefined ? '' : `  (${l10n.t('about {0} at list price', money(dollars))})`;
  const budget = budgetLines(reading);
  return [
    l10n.t('API calls for {0}', oneLine(name, 80)),
    l10n.t('Counts all windows on this machine. Other machines and apps are not included.'),
    ...(isComplete ? [] : [l10n.t('The disk could not be read; only calls from this window are counted.')]),
    '',
    ...table([
      [l10n.t('This minute'), wholeNumber(minute)],
      [l10n.t('Today'), wholeNumber(today)],
      [l10n.t('This month'), wholeNumber(month) + cost],
    ]),
    '',
    ...(budget.length > 0 ? budget : [noBudget(reading)]),
    '',
    l10n.t('This month by kind'),
    ...table(kindsIn(kinds).map(([kind, count]) => [kindLabel(kind), wholeNumber(count)])),
    '',
    l10n.t('This month by day'),
    ...table(days.map((day) => [day.day, `${wholeNumber(sumOf(day.kinds))}  (${kindsText(day.kinds)})`])),
    '',
    ...(dollars === undefined ? [] : priceLines()),
    '',
  ].join('\n');
}

function noBudget({ dollars }: CallsReading): string {
  return dollars === undefined
    ? l10n.t('Calls to the demo account stay on this machine and are free of charge.')
    : l10n.t('No monthly budget is set ({0}).', settingKeys.monthlyBudget);
}

/** What the estimate is based on, see docs/livechat-api.md#pricing. */
function priceLines(): readonly string[] {
  return [
    l10n.t('LiveChat’s list price per 1,000 calls a month with a personal access token:'),
    ...table(
      listPrices.map(({ upTo, perThousand }) => [
        Number.isFinite(upTo) ? l10n.t('up to {0}', wholeNumber(upTo)) : l10n.t('above that'),
        money(perThousand),
      ]),
    ),
    l10n.t('Every response counts except HTTP 500. Calls without a response count too.'),
    l10n.t('Your contract may differ; LiveChat’s invoice applies.'),
  ];
}

function kindsIn(kinds: KindCounts): readonly (readonly [CallKind, number])[] {
  const order: readonly CallKind[] = [...callKinds, 'other'];
  return order
    .map((kind) => [kind, kinds[kind] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
}

function kindsText(kinds: KindCounts): string {
  return kindsIn(kinds)
    .map(([kind, count]) => `${kindLabel(kind)} ${wholeNumber(count)}`)
    .join(', ');
}

function kindLabel(kind: CallKind): string {
  switch (kind) {
    case 'tickets':
      return l10n.t('Tickets');
    case 'agents':
      return l10n.t('Agents');
    case 'chats':
      return l10n.t('Chats');
    case 'groups':
      return l10n.t('Groups');
    case 'tags':
      return l10n.t('Tags');
    case 'webhooks':
      return l10n.t('Webhooks');
    case 'account':
      return l10n.t('Account');
    case 'other':
      return l10n.t('Other');
  }
}

function table(rows: readonly (readonly [label: string, value: string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `    ${label.padEnd(width)}  ${value}`);
}
