import { hasText, joinedTexts, withoutText } from '../../base/plainText';
import type { FormValue, FormValues, TypedInput } from '../../../protocol/form';
import { sameValue } from '../../../protocol/formValues';

/** What separates two texts of a field: a line break or a space; `undefined` for a choice. */
export type SeparatorOf = (field: string) => string | undefined;

/**
 * What is typed in a window, with what another window has typed into the same draft since. No typed text is lost: where
 * both windows changed a text, it has both. Where both changed a choice, it is that of this window.
 * @param common what both started from
 */
export function mergeDrafts(
  common: TypedInput,
  mine: TypedInput,
  theirs: TypedInput,
  separatorOf: SeparatorOf,
): TypedInput {
  if (sameValues(mine.values, common.values)) return theirs;
  if (sameValues(theirs.values, common.values)) return mine;
  const names = new Set([...Object.keys(mine.values), ...Object.keys(theirs.values)]);
  const values: Record<string, FormValue> = {};
  const base: Record<string, FormValue> = {};
  for (const name of names) {
    const [before, own, others] = [common, mine, theirs].map((input) => valueOf(input.values, name));
    const value = mergeValue(before, own, others, separatorOf(name));
    if (value === undefined) continue;
    values[name] = value;
    const [first, second] = sameValue(value, own) ? [mine, theirs] : [theirs, mine];
    const seen = valueOf(first.base ?? {}, name) ?? valueOf(second.base ?? {}, name);
    if (seen !== undefined) base[name] = seen;
  }
  const isNote = isPrivateNote(mine.values) || isPrivateNote(theirs.values);
  // If one of the two texts is a private note, all of it is.
  if (isNote && hasMessage(values)) values.private = true;
  return { values, ...(Object.keys(base).length > 0 && { base }) };
}

export function sameValues(a: FormValues, b: FormValues): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameValue(valueOf(a, name), valueOf(b, name)));
}

function mergeValue(
  before: FormValue | undefined,
  own: FormValue | undefined,
  others: FormValue | undefined,
  separator: string | undefined,
): FormValue | undefined {
  if (sameValue(own, others) || sameValue(others, before)) return own;
  if (sameValue(own, before)) return others;
  if (separator === undefined) return own;
  const both = joined(textOf(before), textOf(own), textOf(others), separator);
  return both === '' && own !== '' && others !== '' ? undefined : both;
}

/** Both texts, without what one of the two windows has removed, for example because it was sent. */
function joined(before: string, own: string, others: string, separator: string): string {
  const isKept = before !== '' && hasText(others, before, separator);
  const first = isKept ? own : withoutText(own, before, separator);
  const second = withoutText(others, before, separator);
  return second === '' || hasText(first, second, separator) ? first : joinedTexts(first, second, separator);
}

function valueOf(values: FormValues, name: string): FormValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function textOf(value: FormValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function hasMessage({ message }: FormValues): boolean {
  return textOf(message) !== '';
}

function isPrivateNote(values: FormValues): boolean {
  return values.private === true && hasMessage(values);
}
