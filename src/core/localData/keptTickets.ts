import { parseJson } from '../base/json';
import type { TicketSort } from '../domain/ticket';
import type { Parameter } from '../storage/parameters';
import type { Reader } from '../storage/database';
import { foldForSearch, wordsOf } from './foldForSearch';
import { textOf, type TicketSummaryValue } from './keptItem';
import { hasIndex, indexQuery, indexTable } from './textIndex';
import { conditionsOf, orderOf, type Conditions, type KeptTicketFilter } from './ticketFilter';

export interface KeptTicketQuery extends KeptTicketFilter {
  readonly sort: TicketSort;
  /** Most rows that are returned. */
  readonly limit: number;
}

export interface KeptTicketRows {
  readonly rows: readonly TicketSummaryValue[];
  /** Number of all kept tickets that match. */
  readonly total: number;
  /** In ISO 8601; since when the requester waits who waits longest. */
  readonly longestWait?: string;
  /** Whether every text was searched. */
  readonly isComplete: boolean;
}

/** Texts are read for so long. Then the search ends with what it has found. */
const maxReadMs = 1_000;

/**
 * The kept tickets that match, sorted. Blocks the thread for milliseconds; with words in the filter, for as long as it
 * takes to read the texts that may contain them.
 * @throws StorageError
 */
export function keptTickets(reader: Reader, query: KeptTicketQuery): KeptTicketRows {
  const conditions = conditionsOf(query);
  const words = wordsOf(query.filter.query ?? '');
  const found = words.length === 0 ? findAll(reader, query, conditions) : findWords(reader, query, words);
  const rows = found.docs.map((doc) => {
    const summary = reader.get('SELECT summary FROM kept_items WHERE doc = ?', doc)?.summary;
    return parseJson(String(summary)) as TicketSummaryValue;
  });
  return { ...found.counts, rows };
}

interface Found {
  readonly docs: readonly Parameter[];
  readonly counts: Omit<KeptTicketRows, 'rows'>;
}

function findAll(
  reader: Reader,
  { sort, filter, limit }: KeptTicketQuery,
  { where, parameters }: Conditions,
): Found {
  const order = orderOf(sort, filter.order);
  const rows = reader.all(
    `SELECT doc FROM kept_items INDEXED BY kept_items_facets WHERE ${where} ORDER BY ${order} LIMIT ?`,
    ...parameters,
    limit,
  );
  const counts = reader.get(
    `SELECT count(*) AS total, min(iif(waits_since > '', waits_since, NULL)) AS longest
      FROM kept_items INDEXED BY kept_items_facets WHERE ${where}`,
    ...parameters,
  );
  const longest = counts?.longest;
  return {
    docs: rows.map(({ doc = null }) => doc),
    counts: {
      total: Number(counts?.total ?? 0),
      ...(typeof longest === 'string' && { longestWait: longest }),
      isComplete: true,
    },
  };
}

/**
 * Documents that the index has, or that are not in it yet, are read. LiveChat also looks through messages that are not
 * kept, so the tickets that it listed match.
 */
function findWords(reader: Reader, query: KeptTicketQuery, words: readonly string[]): Found {
  const { where, parameters } = conditionsOf(query);
  const { ids = [] } = query.listed ?? {};
  const listed = new Set(ids);
  const indexed = hasIndex(reader) ? indexQuery(words) : undefined;
  const isCandidate =
    indexed === undefined
      ? 'TRUE'
      : `(is_indexed = 0 OR item_id IN (SELECT value FROM json_each(?))
          OR doc IN (SELECT rowid FROM ${indexTable} WHERE ${indexTable} MATCH ?))`;
  const candidates = reader.all(
    `SELECT doc, item_id, waits_since FROM kept_items WHERE ${where} AND ${isCandidate}
      ORDER BY ${orderOf(query.sort, query.filter.order)}`,
    ...parameters,
    ...(indexed === undefined ? [] : [JSON.stringify(ids), indexed]),
  );
  const started = performance.now();
  const docs: Parameter[] = [];
  let longestWait: string | undefined;
  let isComplete = true;
  for (const { doc = null, item_id: id, waits_since: since } of candidates) {
    isComplete = performance.now() - started < maxReadMs;
    if (!isComplete) break;
    if (!listed.has(String(id)) && !contains(reader, doc, words)) continue;
    docs.push(doc);
    const isLonger = typeof since === 'string' && since !== '' && since < (longestWait ?? '~');
    if (isLonger) longestWait = since;
  }
  const counts = { total: docs.length, ...(longestWait !== undefined && { longestWait }), isComplete };
  return { docs: docs.slice(0, query.limit), counts };
}

function contains(reader: Reader, doc: Parameter, words: readonly string[]): boolean {
  const row = reader.get(
    'SELECT i.summary, d.value FROM kept_items i LEFT JOIN kept_details d USING (doc) WHERE i.doc = ?',
    doc,
  );
  if (!row) return false;
  const details = row.value === null ? undefined : String(row.value);
  const { title, texts } = textOf('ticket', String(row.summary), details);
  const text = foldForSearch([title, ...texts].join('\n'));
  return words.every((word) => text.includes(word));
}
