import { existsSync } from 'node:fs';
import path from 'node:path';

/** Files and folders that a text names in backticks, and relative links, that do not exist. */
export function brokenPaths(file: string, text: string): string[] {
  const named = [...text.matchAll(/`((?:src|test|scripts|l10n)\/[\w./-]+)`/g)].map(([, name = '']) => name);
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) =>
    path.posix.join(path.posix.dirname(file), link),
  );
  return [...named, ...linked].filter((name) => !existsSync(name)).map((name) => `${file} names ${name}`);
}

/** `npm run` scripts that a text names and the manifest does not have. */
export function missingScripts(text: string, scripts: readonly string[]): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)]
    .map(([, script = '']) => script)
    .filter((script) => !scripts.includes(script));
}

/** Cells of the table rows whose first cell is a code word, without the backticks. */
export function codeRows(text: string): string[][] {
  return [...text.matchAll(/^\|\s*`([^`]+)`\s*\|(.*)\|$/gm)].map(([, first = '', rest = '']) => [
    first,
    ...rest.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')),
  ]);
}
