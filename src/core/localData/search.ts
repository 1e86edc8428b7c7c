import { oneLine } from '../base/plainText';
import type { Reader, Row } from '../storage/database';
import { foldForSearch, indexOfFolded, wordsOf } from './foldForSearch';
import { textOf, type KeptItemKind, type ItemText } from './keptItem';
import { hasIndex, indexQuery, indexTable } from './textIndex';

export interface SearchQuery {
  readonly account: string;
  readonly query: string;
  /** Most hits that are returned. */
  readonly limit: number;
  /** Items that were fetched earlier are left out, in milliseconds since the epoch. */
  readonly since: number;
  /** The user types: the next such search ends this one. */
  readonly isTyped?: boolean;
}

export interface SearchHit {
  readonly kind: KeptItemKind;
  /** Of a ticket, or of a chat's thread. */
  readonly id: string;
  readonly title: string;
  /** The text around the first place that was found. */
  readonly excerpt: string;
  /** When it changed last, in ISO 8601; absent if LiveChat sent no time. */
  readonly when?: string;
}

export interface SearchResult {
  /** Changed last first. */
  readonly hits: readonly SearchHit[];
  /** Everything that is kept was searched, and every match is among the hits. */
  readonly complete: boolean;
}

/** Rows that one query reads. */
const page = 64;
const excerptLength = 160;
const beforeMatch = 40;
/** Without an index every text is read. After this time the search ends with what it has found. */
const maxScanMs = 1_000;

/** Items whose texts may contain the words, changed last first. */
type Candidates = (before: number) => { readonly rows: readonly Row[]; readonly next: number | undefined };

/**
 * Items whose texts contain every word of the query somewhere; case and accents do not matter. Blocks the thread for
 * milliseconds with an index and three letters, otherwise for as long as it takes to read what is kept.
 * @param isSuperseded whether the result is no longer wanted
 * @throws StorageError
 */
export function search(
  reader: Reader,
  query: SearchQuery,
  isSuperseded: () => boolean = () => false,
): SearchResult {
  const words = wordsOf(query.query);
  const indexed = hasIndex(reader) ? indexQuery(words) : undefined;
  // What the index does not have yet is read.
  const sources =
    indexed === undefined
      ? [scan(reader, query, 'all')]
      : [scan(reader, query, 'unindexed'), lookUp(reader, query, indexed)];
  const parts =
    words.length === 0 ? [] : sources.map((source) => matchesIn(source, query, words, isSuperseded));
  const found = parts.flatMap(({ matches }) => matches).sort((one, other) => other.doc - one.doc);
  return {
    hits: found.slice(0, query.limit).map(({ hit }) => hit),
    complete: parts.every(({ isComplete }) => isComplete) && found.length <= query.limit,
  };
}

const columns = 'i.doc, i.kind, i.item_id, i.changed_at, i.summary, d.value';
const details = 'LEFT JOIN kept_details d USING (doc)';

/**
 * Both read rows in the order of `doc`. Otherwise SQLite looks up `account` or `fetched_at` in an index, which nearly all
 * rows match, and sorts all of them for each page.
 */
const inOrder = { all: 'NOT INDEXED', unindexed: 'INDEXED BY kept_items_unindexed' } as const;

function scan(reader: Reader, { account, since }: SearchQuery, which: keyof typeof inOrder): Candidates {
  const where = which === 'all' ? 'TRUE' : 'i.is_indexed = 0';
  const sql = `SELECT ${columns} FROM kept_items i ${inOrder[which]} ${details}
    WHERE ${where} AND i.account = ? AND i.fetched_at >= ? AND i.doc < ? ORDER BY i.doc DESC LIMIT ?`;
  return (before) => {
    const rows = reader.all(sql, account, since, before, page);
    return { rows, next: rows.length < page ? undefined : Number(rows.at(-1)?.doc) };
  };
}

function lookUp(reader: Reader, { account, since }: SearchQuery, query: string): Candidates {
  const docs = `SELECT rowid AS doc FROM ${indexTable} WHERE ${indexTable} MATCH ? AND rowid < ?
    ORDER BY rowid DESC LIMIT ?`;
  const row = `SELECT ${columns} FROM kept_items i ${details} WHERE i.doc = ? AND i.is_indexed = 1 AND i.account = ? AND i.fetched_at >= ?`;
  return (before) => {
    const found = reader.all(docs, query, before, page);
    const rows = found.flatMap(({ doc }): readonly Row[] => {
      const item = reader.get(row, Number(doc), account, since);
      return item ? [item] : [];
    });
    return { rows, next: found.length < page ? undefined : Number(found.at(-1)?.doc) };
  };
}

interface Match {
  readonly doc: number;
  readonly hit: SearchHit;
}

function matchesIn(
  candidates: Candidates,
  { limit }: SearchQuery,
  words: readonly string[],
  isSuperseded: () => boolean,
): { readonly matches: readonly Match[]; readonly isComplete: boolean } {
  const started = performance.now();
  const matches: Match[] = [];
  for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined;) {
    const { rows, next } = candidates(before);
    for (const row of rows) {
      const match = matchOf(row, words);
      if (match) matches.push(match);
      if (matches.length > limit) return { matches, isComplete: true };
    }
    before = next;
    const ends = performance.now() - started > maxScanMs || isSuperseded();
    if (before !== undefined && ends) return { matches, isComplete: false };
  }
  return { matches, isComplete: true };
}

function matchOf(row: Row, words: readonly string[]): Match | undefined {
  const kind = row.kind === 'ticket' ? 'ticket' : 'chat';
  const text = textOf(kind, String(row.summary), row.value === null ? undefined : String(row.value));
  const folded = foldForSearch([text.title, ...text.texts].join('\n'));
  if (!words.every((word) => folded.includes(word))) return undefined;
  const changedAt = Number(row.changed_at);
  const hit: SearchHit = {
    kind,
    id: String(row.item_id),
    title: oneLine(text.title, 300),
    excerpt: excerptOf(text, words),
    ...(changedAt > 0 && { when: new Date(changedAt).toISOString() }),
  };
  return { doc: Number(row.doc), hit };
}

/** The text around the first word that is found, or the first message if only the title has the words. */
function excerptOf({ texts }: ItemText, words: readonly string[]): string {
  for (const text of texts) {
    const places = words.map((word) => indexOfFolded(text, word)).filter((at) => at >= 0);
    if (places.length > 0) return around(text, Math.min(...places));
  }
  return around(texts[0] ?? '', 0);
}

function around(text: string, at: number): string {
  const start = at <= beforeMatch ? 0 : text.indexOf(' ', at - beforeMatch) + 1 || at;
  const from = start > at ? at : start;
  return oneLine(`${from > 0 ? '…' : ''}${text.slice(from, from + 4 * excerptLength)}`, excerptLength);
}
