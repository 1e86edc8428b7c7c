import { l10n } from 'vscode';
import { waitedSpan } from '../../core/base/timeSpans';
import { waitLevel, type WaitLevel, type WaitThresholds } from '../../core/domain/ticketWait';
import { longLength, shortLength } from './times';

const minuteMs = 60_000;

/** How long a customer waits for an answer, for a row, a panel and screen readers. */
export interface WaitLabels {
  readonly level: WaitLevel;
  /** “waiting 3h”. */
  readonly short: string;
  /** “customer has waited 3 hours”, and the threshold that is exceeded. */
  readonly long: string;
}

/** @param since @param now in epoch milliseconds */
export function waitLabels(since: number, now: number, thresholds: WaitThresholds): WaitLabels {
  const span = waitedSpan(now - since);
  const level = waitLevel(since, now, thresholds);
  const waited = l10n.t('customer has waited {0}', longLength(span));
  const [long, tooLong] = thresholds.map((minutes) => longLength(waitedSpan(minutes * minuteMs)));
  return {
    level,
    short: l10n.t('waiting {0}', shortLength(span)),
    long:
      level === 'short'
        ? waited
        : l10n.t('{0}, longer than {1}', waited, (level === 'long' ? long : tooLong) ?? ''),
  };
}

/** A theme colour for a level; `undefined` for none. */
export function waitColor(level: WaitLevel): string | undefined {
  if (level === 'short') return undefined;
  return level === 'long' ? 'list.warningForeground' : 'list.errorForeground';
}
