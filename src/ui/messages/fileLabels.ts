import { env, l10n } from 'vscode';
import type { FileLabels } from './fileViews';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** The texts of files in the user's language. */
export function fileLabels(): FileLabels {
  return { unnamed: l10n.t('File'), size: sizeText };
}

/** Such as “PNG image”; empty without extension and type. @param type MIME type */
export function fileKind(name: string, type = ''): string {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toUpperCase() ?? '';
  const [family = '', format = ''] = type.split('/');
  const short = extension || format.replace(/^x-|[+;].*$/g, '').toUpperCase();
  if (short === '') return '';
  if (family === 'image') return l10n.t('{0} image', short);
  if (family === 'video') return l10n.t('{0} video', short);
  if (family === 'audio') return l10n.t('{0} audio', short);
  return l10n.t('{0} file', short);
}

/** Such as “1.5 MB”. */
function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = units[step] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(env.language, options).format(bytes / 1000 ** step);
}
