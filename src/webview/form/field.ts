import type { FieldSpec, FormValue } from '../../protocol/form';
import { make } from '../shared/dom';

/** One drawn field. */
export interface DrawnField {
  readonly element: HTMLElement;
  setProblem(text: string | undefined): void;
  focus(options?: FocusOptions): void;
}

export type OnInput = (value: FormValue) => void;

/** Labels, help and error of a field, tied to its control. */
export interface FieldFrame {
  readonly id: string;
  readonly help: HTMLElement | undefined;
  readonly error: HTMLElement;
}

/** Ids hold no dots, so that they can stand in a selector. */
export function frameOf({ name, help }: FieldSpec): FieldFrame {
  const id = `field-${name.replaceAll('.', '-')}`;
  return {
    id,
    help: help === undefined ? undefined : make('p', { id: `${id}-help`, className: 'help', text: help }),
    error: make('p', { id: `${id}-error`, className: 'error', attributes: { hidden: '' } }),
  };
}

/** A label, and a star where the field has to be filled; its meaning is said by the control itself. */
export function labelText({ label, required }: FieldSpec, of: HTMLElement): void {
  of.append(make('span', { text: label }));
  if (required === true)
    of.append(make('span', { className: 'star', text: '*', attributes: { 'aria-hidden': 'true' } }));
}

/** Ties help and, while there is one, the error to what has the focus. */
export function tie(
  { id, help, error }: FieldFrame,
  controls: readonly HTMLElement[],
): (text?: string) => void {
  const set = (text?: string): void => {
    error.textContent = text ?? '';
    error.hidden = text === undefined;
    const described = [text === undefined ? undefined : `${id}-error`, help?.id].filter(Boolean).join(' ');
    for (const control of controls) {
      if (described === '') control.removeAttribute('aria-describedby');
      else control.setAttribute('aria-describedby', described);
      if (text === undefined) control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
    }
  };
  set();
  return set;
}
