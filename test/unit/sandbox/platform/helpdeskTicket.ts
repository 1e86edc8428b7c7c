import assert from 'node:assert/strict';
import type { Answer, PlatformBench } from './platformBench';

export interface HelpdeskEvent {
  readonly ID: number;
  readonly type: string;
  readonly date: string;
  readonly author: { readonly type: string; readonly ID?: string; readonly email?: string };
  readonly message?: { readonly text: string; readonly isPrivate: boolean };
  readonly status?: { readonly old: string; readonly new: string };
}

export interface HelpdeskTicket {
  readonly ID: string;
  readonly shortID: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastMessageAt: string;
  readonly status: string;
  readonly priority: number;
  readonly subject: string;
  readonly silo: string;
  readonly requester: { readonly email: string; readonly name: string | null };
  readonly teamIDs: readonly string[];
  readonly tagIDs: readonly string[];
  readonly assignment: { readonly team: { ID: string }; readonly agent: { ID: string } | null } | null;
  readonly customFields?: Readonly<Record<string, unknown>>;
  readonly spam: { readonly status: boolean };
  readonly events: readonly HelpdeskEvent[];
}

/** A page of tickets and its totals; asserts success. */
export async function listTickets(bench: PlatformBench, query = '') {
  const answer = await bench.helpdesk('GET', `/tickets?${query}`);
  assert.equal(answer.status, 200, answer.text);
  return {
    rows: answer.json() as HelpdeskTicket[],
    total: Number(answer.headers.get('x-total-results')),
    pages: Number(answer.headers.get('x-total-pages')),
  };
}

/** The parsed body of a response; asserts success. The caller knows its shape. */
export async function succeeded<T>(call: Promise<Answer>): Promise<T> {
  const answer = await call;
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as T;
}
