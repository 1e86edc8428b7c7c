import { l10n } from 'vscode';
import { dollars as money, wholeNumber } from '../../messages/times';
import type { CallsReading } from './calls';

/** For the hover of the status bar item. */
export function callLines(reading: CallsReading): readonly string[] {
  const { minute, today, month, dollars } = reading;
  const [inMinute, inDay, inMonth] = [wholeNumber(minute), wholeNumber(today), wholeNumber(month)];
  const counts =
    dollars === undefined
      ? l10n.t('API calls: {0} this minute, {1} today, {2} this month', inMinute, inDay, inMonth)
      : l10n.t(
          'API calls: {0} this minute, {1} today, {2} this month, about {3} at list price',
          inMinute,
          inDay,
          inMonth,
          money(dollars),
        );
  return [counts, ...budgetLines(reading)];
}

/** How much of the monthly budget is used, and what follows from it. Empty without a budget. */
export function budgetLines({ budget, month, level }: CallsReading): readonly string[] {
  const used = l10n.t('Monthly budget: {0} of {1} calls are used', wholeNumber(month), wholeNumber(budget));
  switch (level) {
    case 'none':
      return [];
    case 'within':
      return [used];
    case 'slowed':
      return [used, l10n.t('Background calls are limited to one per minute.')];
    case 'stopped':
      return [used, l10n.t('Background calls have stopped until the next month.')];
  }
}
