import type { ConflictChoice, ConflictView, ProblemView } from '../../protocol/detail';
import { make } from '../shared/dom';

export interface BannerEvents {
  act(command: 'retry' | 'signIn'): void;
  resolve(choice: ConflictChoice): void;
}

/** The banner above the ticket for a problem or a conflict. */
export class Banner {
  readonly element = make('div', { className: 'banner', attributes: { role: 'alert' } });
  private shown = '';

  constructor(private readonly events: BannerEvents) {}

  show(problem: ProblemView | undefined, conflict: ConflictView | undefined): void {
    const key = JSON.stringify([problem, conflict]);
    if (key === this.shown) return;
    this.shown = key;
    const parts = [problem && this.problemBox(problem), conflict && this.conflictBox(conflict)];
    this.element.replaceChildren(...parts.filter((part) => part !== undefined));
  }

  private problemBox({ kind, title, text, actions }: ProblemView): HTMLElement {
    const buttons = actions.map(({ label, command }, place) =>
      buttonOf(label, place === 0 ? 'primary' : 'secondary', () => this.events.act(command)),
    );
    return make('div', {
      className: `box ${kind}`,
      children: [
        make('p', { className: 'title', text: title }),
        make('p', { text, attributes: { dir: 'auto' } }),
        make('div', { className: 'choices', children: buttons }),
      ],
    });
  }

  private conflictBox({ text, choices }: ConflictView): HTMLElement {
    const buttons = choices.map(({ choice, label }) =>
      buttonOf(label, 'secondary', () => this.events.resolve(choice)),
    );
    return make('div', {
      className: 'box conflict',
      children: [
        make('p', { className: 'title', text }),
        make('div', { className: 'choices', children: buttons }),
      ],
    });
  }
}

function buttonOf(text: string, className: string, run: () => void): HTMLElement {
  const button = make('button', { text, className, attributes: { type: 'button' } });
  button.addEventListener('click', run);
  return button;
}
