import type { FieldSpec, FormValue } from '../../protocol/form';
import { make } from '../shared/dom';

/** A rendered field. */
export interface DrawnField {
  readonly element: HTMLElement;
  setProblem(text: string | undefined): void;
  /** Changes the text of a text field, which keeps focus and cursor. */
  readonly setText?: (text: string) => void;
  focus(options?: FocusOptions): void;
}

export type OnInput = (value: FormValue) => void;

/** Label, help and error of a field, associated with its control. */
export interface FieldFrame {
  readonly id: string;
  readonly help: HTMLElement | undefined;
  readonly error: HTMLElement;
}

/** Ids contain no dots, so that they can be used in selectors. */
export function frameOf({ name, help }: FieldSpec): FieldFrame {
  const id = `field-${name.replaceAll('.', '-')}`;
  return {
    id,
    help: help === undefined ? undefined : make('p', { id: `${id}-help`, className: 'help', text: help }),
    error: make('p', { id: `${id}-error`, className: 'error', attributes: { hidden: '' } }),
  };
}

/** A label, with an asterisk for a required field; screen readers get that from the control. */
export function labelText({ label, required }: FieldSpec, of: HTMLElement): void {
  of.append(make('span', { text: label }));
  if (required === true)
    of.append(make('span', { className: 'star', text: '*', attributes: { 'aria-hidden': 'true' } }));
}

/** Associates help and the current error with the focusable control. */
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
