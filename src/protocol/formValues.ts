import type { FieldSpec, FormSpec, FormValue, FormValues } from './form';

/** Initial values of a form. */
export function defaultsOf({ fields }: FormSpec): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, field.default ?? emptyOf(field)]));
}

/**
 * A value for every field: the given one if it has the field's kind, else that of `base`. Unknown fields are dropped.
 */
export function completed({ fields }: FormSpec, base: FormValues, values: FormValues): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      const fitting = [values, base].flatMap((from) => {
        const value = Object.hasOwn(from, field.name) ? from[field.name] : undefined;
        return value !== undefined && fits(field, value) ? [value] : [];
      });
      return [field.name, fitting[0] ?? emptyOf(field)];
    }),
  );
}

/**
 * The values to store: those that differ from `initial`, without passwords. Unchanged values are not stored, so that
 * restoring them cannot revert changes made elsewhere.
 */
export function storableValues({ fields }: FormSpec, initial: FormValues, values: FormValues): FormValues {
  const secret = new Set(fields.filter(({ kind }) => kind === 'password').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !secret.has(name) && !sameValue(initial[name], value)),
  );
}

export function pickValues(values: FormValues, names: readonly string[]): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/**
 * The values that the edited fields had when typing in them began, so that saving can tell which of them other people
 * changed since. A field keeps its value until its input is discarded or saved.
 * @param base the same before this edit
 * @param edited the edited values before and after it, see `storableValues`
 * @param initial the current values of all fields
 */
export function trackBase(
  base: FormValues,
  edited: { readonly before: FormValues; readonly after: FormValues },
  initial: FormValues,
): FormValues {
  const started = Object.keys(edited.after).filter((name) => !Object.hasOwn(edited.before, name));
  const values = { ...base, ...Object.fromEntries(started.map((name) => [name, initial[name] ?? ''])) };
  return pickValues(values, Object.keys(edited.after));
}

/**
 * What separates two texts of a field: a line break or, where it has one line, a space; `undefined` for a choice.
 * @param spec absent before the form is loaded
 */
export function separatorIn(spec: FormSpec | undefined, name: string): string | undefined {
  const kind = spec?.fields.find((field) => field.name === name)?.kind;
  if (kind === 'multiline' || (kind === undefined && name === 'message')) return '\n';
  return kind === 'text' || kind === 'email' || kind === 'number' ? ' ' : undefined;
}

export function isVisible({ visibleWhen }: FieldSpec, values: FormValues): boolean {
  return visibleWhen === undefined || values[visibleWhen.field] === visibleWhen.is;
}

export function sameValue(a: FormValue | undefined, b: FormValue | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((item) => b.includes(item));
}

/** The argument of the form's command, nested as in the contract. Empty optional fields are absent. */
export function toInput({ fields }: FormSpec, values: FormValues): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || !isVisible(field, values)) continue;
    if (isEmpty(value) && field.required !== true) continue;
    put(input, field.name, inputOf(field, value));
  }
  return input;
}

/** Like `toInput` with only the fields that differ from `before`; cleared fields are sent empty. */
export function toChange(
  { fields }: FormSpec,
  before: FormValues,
  values: FormValues,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || !isVisible(field, values) || sameValue(value, before[field.name])) continue;
    put(input, field.name, inputOf(field, value));
  }
  return input;
}

function put(input: Record<string, unknown>, name: string, value: unknown): void {
  const [head = name, rest] = name.split('.', 2);
  if (rest === undefined) input[head] = value;
  else input[head] = { ...(input[head] as object | undefined), [rest]: value };
}

function inputOf(field: FieldSpec, value: FormValue): unknown {
  if (field.kind === 'multiChoice' && field.numbers === true && typeof value === 'object') {
    return value.map(numberOrText);
  }
  if (field.kind === 'number' && typeof value === 'string') return numberOrText(value);
  return value;
}

/** A number if the text is one; else the text, for validation to report. */
function numberOrText(text: string): number | string {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
}

function isEmpty(value: FormValue): boolean {
  return typeof value === 'string' ? value.trim() === '' : typeof value === 'object' && value.length === 0;
}

function emptyOf({ kind }: FieldSpec): FormValue {
  if (kind === 'multiChoice') return [];
  return kind === 'checkbox' ? false : '';
}

function fits(field: FieldSpec, value: FormValue): boolean {
  switch (field.kind) {
    case 'multiChoice':
      return typeof value === 'object';
    case 'checkbox':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
}
