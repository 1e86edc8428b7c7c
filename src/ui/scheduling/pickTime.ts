import { l10n, type QuickPickItem, ThemeIcon } from 'vscode';
import {
  readTime,
  writtenTime,
  type Preset,
  type PresetId,
  type TimeProblem,
} from '../../core/scheduling/scheduleTimes';
import { fullTime } from '../messages/times';
import { pickStep, textStep } from '../shell/steps';

interface TimeItem extends QuickPickItem {
  /** Epoch milliseconds; absent for the item that asks. */
  readonly at?: number;
}

/** Asks for a time. @returns epoch milliseconds; `undefined` if the user cancelled */
export async function pickTime(
  title: string,
  placeholder: string,
  presets: readonly Preset[],
  now: () => number,
): Promise<number | undefined> {
  const items: readonly TimeItem[] = [
    ...presets.map(({ id, at }) => ({ label: presetLabel(id), description: timeText(at), at })),
    { label: l10n.t('Enter a Time…'), iconPath: new ThemeIcon('edit') },
  ];
  for (;;) {
    const picked = await pickStep({ title, placeholder, items, back: false });
    if (picked.kind !== 'done') return undefined;
    if (picked.value.at !== undefined) return picked.value.at;
    const typed = await textStep({
      title,
      prompt: l10n.t('Time as HH:MM, or date and time as YYYY-MM-DD HH:MM, in your time zone'),
      placeholder: writtenTime(presets.at(-1)?.at ?? now()),
      value: '',
      back: true,
      accept: (text) => {
        const read = readTime(text, now());
        return 'at' in read ? undefined : problemText(read.problem);
      },
    });
    if (typed.kind === 'cancelled') return undefined;
    if (typed.kind === 'back') continue;
    const read = readTime(typed.value, now());
    if ('at' in read) return read.at;
  }
}

/** Date and time as the user reads them. @param at epoch milliseconds */
export function timeText(at: number): string {
  return fullTime(new Date(at).toISOString());
}

function presetLabel(id: PresetId): string {
  switch (id) {
    case 'tenMinutes':
      return l10n.t('In 10 Minutes');
    case 'hour':
      return l10n.t('In 1 Hour');
    case 'evening':
      return l10n.t('This Evening');
    case 'tomorrow':
      return l10n.t('Tomorrow Morning');
  }
}

function problemText(problem: TimeProblem): string {
  switch (problem) {
    case 'form':
      return l10n.t('Enter a time such as 14:30, or a date and time such as 2026-12-24 14:30.');
    case 'past':
      return l10n.t('This time has passed.');
    case 'far':
      return l10n.t('Enter a time within a year.');
    case 'skipped':
      return l10n.t('This time does not exist on that day, because the clocks are put forward.');
  }
}
