import type {
  CheckboxField,
  ChoiceField,
  FieldSpec,
  FormValue,
  MultiChoiceField,
  TextField,
} from '../../protocol/form';
import { make, replaceText } from '../shared/dom';
import { frameOf, labelText, tie, type DrawnField, type OnInput } from './field';
import { drawTokens } from './tokens';

export function drawField(spec: FieldSpec, value: FormValue | undefined, onInput: OnInput): DrawnField {
  switch (spec.kind) {
    case 'choice':
      return drawChoice(spec, value, onInput);
    case 'multiChoice': {
      const chosen = typeof value === 'object' ? value : [];
      return spec.add ? drawTokens(spec, spec.add, chosen, onInput) : drawChecks(spec, chosen, onInput);
    }
    case 'checkbox':
      return drawCheckbox(spec, value === true, onInput);
    default:
      return drawText(spec, typeof value === 'string' ? value : '', onInput);
  }
}

function drawText(spec: TextField, value: string, onInput: OnInput): DrawnField {
  const control = spec.kind === 'multiline' ? make('textarea') : make('input');
  if (control instanceof HTMLInputElement) {
    control.type = spec.kind === 'email' || spec.kind === 'password' ? spec.kind : 'text';
    if (spec.kind === 'number') control.inputMode = 'numeric';
    // Disables autocomplete of the browser.
    control.autocomplete = spec.kind === 'password' ? 'new-password' : 'off';
  } else {
    control.rows = 8;
  }
  control.spellcheck = spec.kind === 'multiline';
  if (spec.placeholder !== undefined) control.placeholder = spec.placeholder;
  control.value = value;
  control.addEventListener('input', () => onInput(control.value));
  return { ...drawControl(spec, control), setText: (text) => replaceText(control, text) };
}

function drawChoice(spec: ChoiceField, value: FormValue | undefined, onInput: OnInput): DrawnField {
  const control = make('select');
  for (const { value: option, label, description } of spec.options) {
    const text = description === undefined ? label : `${label} · ${description}`;
    control.append(make('option', { text, attributes: { value: option } }));
  }
  control.value = typeof value === 'string' ? value : '';
  control.addEventListener('change', () => onInput(control.value));
  // Alt+Down opens the list; the editor would also show the next ticket.
  control.addEventListener('keydown', (event) => {
    if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) event.stopPropagation();
  });
  return drawControl(spec, control);
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function drawControl(spec: FieldSpec, control: Control): DrawnField {
  const frame = frameOf(spec);
  control.id = frame.id;
  control.name = spec.name;
  if (spec.required === true) control.setAttribute('aria-required', 'true');
  const label = make('label', { attributes: { for: frame.id } });
  labelText(spec, label);
  return {
    element: make('div', { className: 'field', children: [label, frame.help, control, frame.error] }),
    setProblem: tie(frame, [control]),
    focus: (options) => control.focus(options),
  };
}

function drawCheckbox(spec: CheckboxField, value: boolean, onInput: OnInput): DrawnField {
  const frame = frameOf(spec);
  const control = make('input', { id: frame.id, attributes: { type: 'checkbox', name: spec.name } });
  control.checked = value;
  control.addEventListener('change', () => onInput(control.checked));
  const label = make('label', { className: 'check', children: [control] });
  labelText(spec, label);
  return {
    element: make('div', { className: 'field', children: [label, frame.help, frame.error] }),
    setProblem: tie(frame, [control]),
    focus: (options) => control.focus(options),
  };
}

function drawChecks(spec: MultiChoiceField, value: readonly string[], onInput: OnInput): DrawnField {
  const frame = frameOf(spec);
  const legend = make('legend');
  labelText(spec, legend);
  const boxes = spec.options.map(({ value: option }) => {
    const box = make('input', { attributes: { type: 'checkbox', name: spec.name, value: option } });
    box.checked = value.includes(option);
    return box;
  });
  const list = make('div', { className: 'checks' });
  list.hidden = boxes.length === 0;
  for (const [index, { label, description }] of spec.options.entries()) {
    const text = description === undefined ? label : `${label} · ${description}`;
    list.append(make('label', { className: 'check', children: [boxes[index], make('span', { text })] }));
  }
  list.addEventListener('change', () =>
    onInput(boxes.filter(({ checked }) => checked).map((box) => box.value)),
  );
  const group = make('fieldset', { className: 'field', children: [legend, frame.help, list, frame.error] });
  return { element: group, setProblem: tie(frame, [group]), focus: (options) => boxes[0]?.focus(options) };
}
