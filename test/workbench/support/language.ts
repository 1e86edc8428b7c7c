import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/workbench/project.mjs';
import type { WorkbenchOptions } from './startWorkbench';

/** What the product says in a display language. */
export interface Language {
  /** A text of the code by the English one, with its placeholders replaced. */
  readonly text: (english: string, ...values: readonly string[]) => string;
  /** The title of a command in the palette by its key in `package.nls.json`. */
  readonly command: (key: string) => string;
}

export function languageOf(locale: NonNullable<WorkbenchOptions['locale']>): Language {
  const isEnglish = locale === 'en';
  const texts = isEnglish ? {} : stringsIn(path.join('l10n', `bundle.l10n.${locale}.json`));
  const titles = stringsIn(isEnglish ? 'package.nls.json' : `package.nls.${locale}.json`);
  return {
    text: (english, ...values) =>
      (texts[english] ?? english).replaceAll(/\{(\d)\}/g, (_, at: string) => values[Number(at)] ?? ''),
    command: (key) => `LiveChat: ${titles[`command.${key}`]}`,
  };
}

function stringsIn(file: string): Readonly<Record<string, string | undefined>> {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;
}
