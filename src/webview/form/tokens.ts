import type { MultiChoiceField } from '../../protocol/form';
import { make } from '../shared/dom';
import { frameOf, labelText, tie, type DrawnField, type OnInput } from './field';

/**
 * A token input: selected values are buttons that remove them, and a text box adds known or new ones on Enter, a
 * comma or the button. Text in the box already counts as a value, so that the layout does not shift when the user
 * moves on to the form's button.
 */
export function drawTokens(
  spec: MultiChoiceField,
  labels: NonNullable<MultiChoiceField['add']>,
  value: readonly string[],
  onInput: OnInput,
): DrawnField {
  const frame = frameOf(spec);
  let chosen = [...value];
  const label = make('label', { attributes: { for: frame.id } });
  labelText(spec, label);
  const known = make('datalist', { id: `${frame.id}-known` });
  const box = make('input', {
    id: frame.id,
    attributes: {
      type: 'text',
      name: spec.name,
      list: known.id,
      autocomplete: 'off',
      placeholder: labels.label,
    },
  });
  const add = make('button', { className: 'secondary', text: labels.button, attributes: { type: 'button' } });
  const list = make('ul', { className: 'tokens', attributes: { 'aria-label': spec.label } });

  const typed = (): string[] => box.value.split(',').flatMap((word) => word.trim() || []);
  const notify = (): void => onInput([...new Set([...chosen, ...typed()])]);
  const change = (next: readonly string[]): void => {
    chosen = [...new Set(next)];
    draw();
    notify();
  };
  const draw = (): void => {
    list.replaceChildren(...chosen.map((word) => make('li', { children: [tokenOf(word)] })));
    list.hidden = chosen.length === 0;
    const open = spec.options.filter(({ value: option }) => !chosen.includes(option));
    known.replaceChildren(...open.map((option) => make('option', { attributes: { value: option.value } })));
  };
  const tokenOf = (word: string): HTMLElement => {
    const button = make('button', {
      className: 'token',
      attributes: { type: 'button', 'aria-label': `${labels.remove} ${word}`, title: labels.remove },
      children: [
        make('span', { text: word }),
        make('span', { text: '×', attributes: { 'aria-hidden': 'true' } }),
      ],
    });
    button.addEventListener('click', () => {
      change(chosen.filter((other) => other !== word));
      box.focus();
    });
    return button;
  };
  const commit = (): void => {
    const more = typed();
    box.value = '';
    change([...chosen, ...more]);
  };

  add.addEventListener('click', () => {
    commit();
    box.focus();
  });
  box.addEventListener('input', () => {
    if (box.value.includes(',')) commit();
    else notify();
  });
  box.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && box.value.trim() !== '') {
      event.preventDefault();
      commit();
    } else if (event.key === 'Backspace' && box.value === '' && chosen.length > 0) {
      change(chosen.slice(0, -1));
    }
  });
  draw();
  const row = make('div', { className: 'row', children: [box, add] });
  return {
    element: make('div', {
      className: 'field',
      children: [label, frame.help, list, row, known, frame.error],
    }),
    setProblem: tie(frame, [box]),
    focus: (options) => box.focus(options),
  };
}
