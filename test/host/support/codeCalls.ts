import { commands } from 'vscode';
import assert from 'node:assert/strict';

/** Calls a command as other extensions do. */
export async function call<T = unknown>(command: string, ...args: readonly unknown[]): Promise<T> {
  return await commands.executeCommand<T>(command, ...args);
}

export interface Refusal {
  readonly name: unknown;
  readonly code: unknown;
  readonly message: string;
}

/** The error of a command, recognized by its properties and not by its class. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  let thrown: unknown;
  try {
    await work;
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof Error, 'nothing was thrown');
  const { name, message } = thrown;
  return { name, code: 'code' in thrown ? thrown.code : undefined, message };
}

export async function refused(work: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  const refusal = await refusalOf(work);
  assert.deepEqual([refusal.name, refusal.code], ['LiveChatError', code], refusal.message);
  assert.match(refusal.message, says);
}

/** The keys of an object and the formats of their values; a key that ends in `?` is optional. */
export interface Shape {
  readonly [key: string]:
    Shape | readonly [Shape] | 'text' | 'number' | 'flag' | 'time' | 'texts' | 'numbers';
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Keys that are not published, that are missing, or that have a value of another type. */
export function shapeFaults(value: unknown, shape: Shape, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
  const known = new Map(Object.keys(shape).map((key) => [key.replace(/\?$/, ''), key]));
  const entries = Object.entries(value) as [string, unknown][];
  const unknown = entries.filter(([key]) => !known.has(key)).map(([key]) => `${path}.${key} is not promised`);
  const missing = Object.keys(shape)
    .filter((key) => !key.endsWith('?') && !Object.hasOwn(value, key))
    .map((key) => `${path}.${key} is missing`);
  const wrong = entries.flatMap(([key, inner]) => {
    const wanted = shape[known.get(key) ?? ''];
    return wanted === undefined ? [] : valueFaults(inner, wanted, `${path}.${key}`);
  });
  return [...unknown, ...missing, ...wrong];
}

function valueFaults(value: unknown, wanted: Shape[string], path: string): string[] {
  if (wanted === 'text') return typeof value === 'string' ? [] : [`${path} is no text`];
  if (wanted === 'number') return typeof value === 'number' ? [] : [`${path} is no number`];
  if (wanted === 'flag') return typeof value === 'boolean' ? [] : [`${path} is neither true nor false`];
  if (wanted === 'time') return isoTime.test(String(value)) ? [] : [`${path} is no ISO time with ms`];
  if (wanted === 'texts') {
    const texts = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return texts ? [] : [`${path} is no list of texts`];
  }
  if (wanted === 'numbers') {
    const numbers = Array.isArray(value) && value.every((item) => typeof item === 'number');
    return numbers ? [] : [`${path} is no list of numbers`];
  }
  if (!isList(wanted)) return shapeFaults(value, wanted, path);
  if (!Array.isArray(value)) return [`${path} is no list`];
  return value.flatMap((item, index) => shapeFaults(item, wanted[0], `${path}[${index}]`));
}

function isList(wanted: Shape | readonly [Shape]): wanted is readonly [Shape] {
  return Array.isArray(wanted);
}

const group: Shape = { id: 'number', 'name?': 'text' };

/** The published result formats. Most keys are optional, because absent fields stay absent. */
const ticketSummary: Shape = {
  id: 'text',
  'subject?': 'text',
  'status?': 'text',
  'date?': 'time',
  'modified?': 'time',
  'requester?': { 'mail?': 'text', 'name?': 'text', 'ip?': 'text' },
  'source?': { 'id?': 'text', 'type?': 'text', 'url?': 'text' },
  'assignee?': { id: 'text', 'name?': 'text' },
  'tags?': 'texts',
};

const ticketEvent: Shape = {
  type: 'text',
  'date?': 'time',
  'message?': 'text',
  'is_private?': 'flag',
  'author?': { 'id?': 'text', 'name?': 'text', 'type?': 'text' },
  'source?': { 'type?': 'text', 'url?': 'text' },
};

const { 'tags?': _tags, ...summaryWithoutTags } = ticketSummary;
export const ticket: Shape = {
  ...summaryWithoutTags,
  'currentGroup?': group,
  groups: [group],
  events: [ticketEvent],
  tags: 'texts',
};

export const ticketList: Shape = {
  tickets: [ticketSummary],
  total: 'number',
  pages: 'number',
  page: 'number',
};

export const agent: Shape = {
  login: 'text',
  'name?': 'text',
  'permission?': 'text',
  'avatar?': 'text',
  'status?': 'text',
};

export const agentDetail: Shape = {
  ...agent,
  groups: [group],
  'job_title?': 'text',
  'login_status?': 'text',
  'max_chats_count?': 'number',
};

const visitor: Shape = { id: 'text', 'name?': 'text', 'email?': 'text' };
const survey: Shape = { 'id?': 'text', 'label?': 'text', 'answer?': 'text' };
const saidBy: Shape = { 'author_name?': 'text', user_type: 'text', timestamp: 'time' };

export const chatSummary: Shape = {
  id: 'text',
  threadId: 'text',
  active: 'flag',
  waiting: 'flag',
  mine: 'flag',
  visitor,
  agents: [{ login: 'text', 'name?': 'text' }],
  groups: 'numbers',
  tags: 'texts',
  started_timestamp: 'time',
  'ended_timestamp?': 'time',
  'lastMessage?': { text: 'text', ...saidBy },
};

export const chat: Shape = {
  ...chatSummary,
  visitor: { ...visitor, 'page_current?': 'text' },
  messages: [
    {
      text: 'text',
      ...saidBy,
      'agent_id?': 'text',
      'private?': 'flag',
      'file?': { 'name?': 'text', 'url?': 'text', 'content_type?': 'text', 'size?': 'number' },
    },
  ],
  events: [
    {
      type: 'text',
      'text?': 'text',
      timestamp: 'time',
      'user_type?': 'text',
      'agent_id?': 'text',
      'author_name?': 'text',
      'private?': 'flag',
    },
  ],
  pre_chat_survey: [survey],
  'post_chat_survey?': [survey],
  'restricted?': 'text',
};
