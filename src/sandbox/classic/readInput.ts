import type { Context } from 'hono';
import { parse } from 'qs';
import * as v from 'valibot';
import { invalid } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';

/**
 * Parses a body that is JSON or a form with PHP-style keys (`groups[]=1`, `requester[mail]=…`).
 * @throws HttpError 400 that names the invalid fields
 */
export async function readBody<const T extends v.GenericSchema>(
  c: Context<SandboxEnv>,
  schema: T,
): Promise<v.InferOutput<T>> {
  return checked(schema, await rawBody(c));
}

/**
 * Parses the query string, which may have PHP-style keys too.
 * @throws HttpError 400 that names the invalid fields
 */
export function readQuery<const T extends v.GenericSchema>(
  c: Context<SandboxEnv>,
  schema: T,
): v.InferOutput<T> {
  const { search } = new URL(c.req.url);
  // Inferred: an empty value such as `status=` is no filter.
  const given = Object.entries(parseForm(search.slice(1))).filter(([, value]) => value !== '');
  return checked(schema, Object.fromEntries(given));
}

async function rawBody(c: Context<SandboxEnv>): Promise<unknown> {
  const body = await c.req.text();
  if (body === '') return {};
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return parseForm(body);
  if (type !== 'application/json') throw invalid('Content-Type must be application/json or a form');
  try {
    return JSON.parse(body);
  } catch {
    throw invalid('body is not valid JSON');
  }
}

function parseForm(body: string): Record<string, unknown> {
  return parse(body, { arrayLimit: 1000, depth: 4 });
}

function checked<const T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw invalid(...new Set(result.issues.map(sentence)));
}

// LiveChat's wording is not known; these follow the two observed texts, see `docs/livechat-api.md#rest-v2-errors`.
function sentence(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue) ?? 'body';
  if (issue.input === undefined || (issue.input === '' && issue.type === 'non_empty'))
    return `${field} is required`;
  if (issue.type === 'min_length')
    return `${field} must have at least ${String(issue.requirement)} characters`;
  return `${field} has incorrect format`;
}

const PAGE_SIZE = 25;

/** One page of 25 rows, counted from page 1. A page beyond the end is empty but has the totals. */
export function pageOf<T>(
  rows: readonly T[],
  page: number,
): { rows: readonly T[]; total: number; pages: number } {
  const start = (page - 1) * PAGE_SIZE;
  return {
    rows: rows.slice(start, start + PAGE_SIZE),
    total: rows.length,
    pages: Math.ceil(rows.length / PAGE_SIZE),
  };
}
