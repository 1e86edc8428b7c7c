import * as v from 'valibot';
import type { SurveyAnswer } from '../../../domain/arrival';
import type { ThreadContent, ThreadEvent } from '../../../domain/liveChat';
import { parseJson } from '../../../base/json';
import { decodeRichMessage, describeContent, sharedFile } from '../../eventDetails';
import {
  asArray,
  asObject,
  flag,
  listOf,
  nonBlankText,
  optional,
  readFields,
  text,
  time,
} from '../../decode';
import type { Json } from '../../decode';

const answerFields = { id: optional(nonBlankText), label: optional(text), answer: optional(text) };
const choice = v.union([
  text,
  v.pipe(
    v.object({ label: text }),
    v.transform(({ label }) => label),
  ),
]);

/** An event, which has no id if it cannot be read. */
export type DecodedEvent = Omit<ThreadEvent, 'id'> & { readonly id?: string };

/**
 * Decodes an event of any type (LiveChat docs, Agent Chat API: "Data structures", "Events"). Field by field: most pushes
 * are events, and an object that is put together from parts costs several times as much.
 */
export function decodeEvent(value: unknown): DecodedEvent {
  const raw = asObject(value) ?? {};
  const type = nonBlankText.read(raw.type) ?? 'unknown';
  const event: Mutable<DecodedEvent> = { content: decodeContent(raw, type) };
  const id = nonBlankText.read(raw.id);
  if (id !== undefined) event.id = id;
  const customId = nonBlankText.read(raw.custom_id);
  if (customId !== undefined) event.customId = customId;
  const at = time.read(raw.created_at);
  if (at !== undefined) event.createdAt = typeof raw.created_at === 'string' ? raw.created_at : at;
  const authorId = nonBlankText.read(raw.author_id);
  if (authorId !== undefined) event.authorId = authorId;
  if (raw.visibility === 'agents') event.isPrivate = true;
  if (flag.read(raw.deleted) === true) event.isDeleted = true;
  return event;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Only by its id is an event distinguished from others. */
export function hasId(event: DecodedEvent): event is ThreadEvent {
  return event.id !== undefined;
}

/** Keys of an event that are shown otherwise, or mean nothing to people. */
const shownKeys: ReadonlySet<string> = new Set([
  'id',
  'custom_id',
  'type',
  'created_at',
  'author_id',
  'visibility',
  'recipients',
  'properties',
  'system_message_type',
  'text',
  'text_vars',
]);

function decodeContent(raw: Json, type: string): ThreadContent {
  const said = text.read(raw.text);
  switch (type) {
    case 'message':
      return { kind: 'message', text: said ?? '' };
    case 'file':
      return { kind: 'file', file: sharedFile.read(raw) ?? {} };
    case 'rich_message': {
      const { text: shown, images } = decodeRichMessage(raw.elements);
      return { kind: 'rich', text: shown, files: images };
    }
    case 'filled_form': {
      const when = surveyOf(nonBlankText.read(raw.form_type));
      return { kind: 'form', ...(when && { when }), answers: decodeAnswers(raw) };
    }
    default: {
      const shown = said ?? describeContent(withParsedDetails(raw, type), shownKeys);
      const named = nonBlankText.read(raw.system_message_type) ?? type;
      return { kind: 'system', type: named, ...(shown !== undefined && { text: shown }) };
    }
  }
}

/** A form without a type counts as the survey before the chat (inferred). */
function surveyOf(formType: string | undefined): 'before' | 'after' | undefined {
  if (formType === undefined || formType === 'prechat') return 'before';
  return formType === 'postchat' ? 'after' : undefined;
}

/** `details` of a `system` event is JSON in a text. */
function withParsedDetails(raw: Json, type: string): Json {
  if (type !== 'system' || typeof raw.details !== 'string') return raw;
  return { ...raw, details: parseJson(raw.details) ?? raw.details };
}

function decodeAnswers(form: Json): readonly SurveyAnswer[] {
  return asArray(form.fields).map((item) => {
    const raw = asObject(item) ?? {};
    const { answer, ...rest } = readFields(raw, answerFields).fields;
    const several = v.safeParse(listOf(choice), raw.answers);
    const one = v.safeParse(choice, raw.answer);
    const given =
      answer ?? (several.success ? several.output.join(', ') : one.success ? one.output : undefined);
    return { ...rest, ...(given !== undefined && { answer: given }) };
  });
}
