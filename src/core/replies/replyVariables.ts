import { oneLine } from '../base/plainText';

/** Where a reply is inserted. */
export type ReplyTarget = 'ticket' | 'chat';

/** Variables of canned replies, each with the places that have a value for it. */
export const replyVariables = {
  'requester.name': ['ticket', 'chat'],
  'requester.firstName': ['ticket', 'chat'],
  'requester.email': ['ticket', 'chat'],
  'agent.name': ['ticket', 'chat'],
  'agent.firstName': ['ticket', 'chat'],
  'agent.email': ['ticket', 'chat'],
  'ticket.id': ['ticket'],
  'ticket.subject': ['ticket'],
  'chat.id': ['chat'],
  'chat.page': ['chat'],
  date: ['ticket', 'chat'],
} as const satisfies Readonly<Record<string, readonly ReplyTarget[]>>;
export type ReplyVariable = keyof typeof replyVariables;
export const replyVariableNames = Object.keys(replyVariables).filter(isReplyVariable);

export function isReplyVariable(name: string): name is ReplyVariable {
  return Object.hasOwn(replyVariables, name);
}

export type ReplyValues = Readonly<Partial<Record<ReplyVariable, string>>>;

/** A variable in a text, as `{{name}}` or `{{name | default}}`. Offsets are in UTF-16 code units, braces included. */
export interface VariableUse {
  readonly name: string;
  /** Inserted if there is no value, or a blank one. */
  readonly fallback?: string;
  readonly start: number;
  readonly end: number;
}

const pattern = /\{\{[ \t]*([A-Za-z][\w.]*)[ \t]*(?:\|([^{}\r\n]*))?\}\}/g;

/** Everything in `text` that is written like a variable, known or not. */
export function variablesIn(text: string): VariableUse[] {
  return Array.from(text.matchAll(pattern), (found) => {
    const [whole, name = '', fallback] = found;
    return {
      name,
      ...(fallback !== undefined && { fallback: fallback.trim() }),
      start: found.index,
      end: found.index + whole.length,
    };
  });
}

/** Where a reply is inserted: the composer of an open ticket or chat. */
export interface ReplyComposer {
  readonly target: ReplyTarget;
  /** Variables stay in the text, because they are filled later. */
  readonly isTemplate?: true;
  /** Nothing can be inserted while what is typed is sent or waits. */
  readonly isLocked?: boolean;
  /** Values of the variables; absent where they are not known. */
  values(): ReplyValues;
  /** Inserts text at the cursor, and moves the focus there. */
  insert(text: string): void;
}

/** The first word of a name; absent without one. */
export function firstName(name: string | undefined): string | undefined {
  const first = name?.trim().split(/\s+/)[0];
  return first === '' ? undefined : first;
}

export interface FilledReply {
  readonly text: string;
  /** Variables without value and default, which stay in the text as they are. */
  readonly missing: readonly string[];
}

/** In user-perceived characters. */
const longestValue = 300;

/**
 * Replaces variables by their values, on one line and without invisible characters, because customers chose some of
 * them. A variable written in a value is not replaced.
 */
export function fillReply(text: string, values: ReplyValues): FilledReply {
  const missing = new Set<string>();
  const parts: string[] = [];
  let end = 0;
  for (const use of variablesIn(text)) {
    const known = isReplyVariable(use.name) ? values[use.name] : undefined;
    // A blank name is no name.
    const value = oneLine(known ?? '', longestValue) || use.fallback;
    parts.push(text.slice(end, use.start), value ?? text.slice(use.start, use.end));
    if (value === undefined) missing.add(use.name);
    end = use.end;
  }
  return { text: parts.join('') + text.slice(end), missing: [...missing] };
}

/**
 * The part of a variable's name that was typed before `offset`, for completion.
 * @returns `undefined` outside of braces
 */
export function typedVariable(text: string, offset: number): { readonly start: number } | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const typed = /\{\{[ \t]*([\w.]*)$/.exec(line)?.[1];
  return typed === undefined ? undefined : { start: offset - typed.length };
}
