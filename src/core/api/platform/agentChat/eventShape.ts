import * as v from 'valibot';
import type { SurveyAnswer } from '../../../domain/arrival';
import type { ThreadContent, ThreadEvent } from '../../../domain/liveChat';
import type { IsoTime } from '../../../domain/ticket';
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

const eventFields = {
  id: optional(nonBlankText),
  custom_id: optional(nonBlankText),
  type: nonBlankText,
  author_id: optional(nonBlankText),
  text: optional(text),
  visibility: optional(text),
  system_message_type: optional(nonBlankText),
  form_type: optional(nonBlankText),
  deleted: optional(flag),
};
const answerFields = { id: optional(nonBlankText), label: optional(text), answer: optional(text) };
const choice = v.union([
  text,
  v.pipe(
    v.object({ label: text }),
    v.transform(({ label }) => label),
  ),
]);

/** An event before it is projected to `ThreadEvent`, or to a message or event of a `Chat`. */
export interface DecodedEvent {
  readonly id?: string;
  readonly customId?: string;
  /** LiveChat's type; `unknown` if it cannot be read. */
  readonly type: string;
  readonly authorId?: string;
  /** As sent, in microseconds. */
  readonly createdAt?: string;
  /** `createdAt` in milliseconds. */
  readonly time?: IsoTime;
  readonly isPrivate: boolean;
  readonly isDeleted: boolean;
  readonly formType?: string;
  readonly content: ThreadContent;
}

/** Decodes an event of any type (LiveChat docs, Agent Chat API: "Data structures", "Events"). */
export function decodeEvent(value: unknown): DecodedEvent {
  const raw = asObject(value) ?? {};
  const { fields } = readFields(raw, eventFields);
  const { id, custom_id: customId, type = 'unknown', author_id: authorId, form_type: formType } = fields;
  const at = time.read(raw.created_at);
  return {
    ...(id !== undefined && { id }),
    ...(customId !== undefined && { customId }),
    type,
    ...(authorId !== undefined && { authorId }),
    ...(at !== undefined && {
      time: at,
      createdAt: typeof raw.created_at === 'string' ? raw.created_at : at,
    }),
    isPrivate: fields.visibility === 'agents',
    isDeleted: fields.deleted === true,
    ...(formType !== undefined && { formType }),
    content: decodeContent(raw, type, fields),
  };
}

/** @returns `undefined` without an id, by which an event is distinguished from others */
export function toThreadEvent(event: DecodedEvent): ThreadEvent | undefined {
  const { id, customId, createdAt, authorId, isPrivate, isDeleted, content } = event;
  if (id === undefined) return undefined;
  return {
    id,
    ...(customId !== undefined && { customId }),
    ...(createdAt !== undefined && { createdAt }),
    ...(authorId !== undefined && { authorId }),
    ...(isPrivate && { isPrivate }),
    ...(isDeleted && { isDeleted }),
    content,
  };
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

function decodeContent(
  raw: Json,
  type: string,
  { text: content, system_message_type: systemType, form_type: formType }: Partial<Record<string, unknown>>,
): ThreadContent {
  const said = text.read(content);
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
      const when = surveyOf(formType);
      return { kind: 'form', ...(when && { when }), answers: decodeAnswers(raw) };
    }
    default: {
      const shown = said ?? describeContent(withParsedDetails(raw, type), shownKeys);
      const named = nonBlankText.read(systemType) ?? type;
      return { kind: 'system', type: named, ...(shown !== undefined && { text: shown }) };
    }
  }
}

/** A form without a type counts as the survey before the chat (inferred). */
function surveyOf(formType: unknown): 'before' | 'after' | undefined {
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
