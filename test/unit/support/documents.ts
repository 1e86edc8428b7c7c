import { existsSync, readFileSync } from 'node:fs';
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

/** Cells of the table rows, without the heads and lines of the tables. */
export function tableRows(text: string): string[][] {
  const rows = [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) =>
    row.split('|').map((cell) => cell.trim()),
  );
  return rows.filter((_, at) => !isRule(rows[at]) && !isRule(rows[at + 1]));
}

function isRule(row: readonly string[] | undefined): boolean {
  return row?.every((cell) => /^-+$/.test(cell)) === true;
}

/** References such as `docs/livechat-api.md#rate-limits` in a source text whose file or heading does not exist. */
export function brokenAnchors(file: string, text: string): string[] {
  return [...text.matchAll(/\b(docs\/[\w-]+\.md)#([\w-]+)/g)]
    .filter(([, page = '', anchor = '']) => !existsSync(page) || !headingAnchors(page).has(anchor))
    .map(([reference]) => `${file} refers to ${reference}`);
}

/** Anchors of a page's headings, as GitHub makes them. */
function headingAnchors(page: string): ReadonlySet<string> {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)];
  return new Set(
    headings.map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
