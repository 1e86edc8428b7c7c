import { env, l10n } from 'vscode';
import type { FileLabels } from './fileViews';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** The texts of files in the user's language. */
export function fileLabels(): FileLabels {
  return { unnamed: l10n.t('File'), size: sizeText };
}

/** Such as “1.5 MB”. */
function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = units[step] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(env.language, options).format(bytes / 1000 ** step);
}
