import type { ChatActionId, ChatActionView } from '../../protocol/liveChat';
import { make, moveFocus } from '../shared/dom';

/** What can be done with a chat. */
export class ActionBar {
  readonly element = make('div', { className: 'tools' });
  private shown = '';

  constructor(private readonly act: (action: ChatActionId) => void) {}

  /** The focus stays on a button that is still there. */
  draw(actions: readonly ChatActionView[], isBusy: boolean): void {
    const key = JSON.stringify(actions);
    if (key !== this.shown) {
      this.shown = key;
      const focused = document.activeElement?.getAttribute('data-action');
      this.element.replaceChildren(...actions.map((action) => this.buttonOf(action)));
      const same = [...this.element.children].find(
        (button) => typeof focused === 'string' && button.getAttribute('data-action') === focused,
      );
      if (same instanceof HTMLElement) moveFocus(() => same.focus());
    }
    for (const button of this.element.querySelectorAll('button')) button.disabled = isBusy;
  }

  private buttonOf({ id, label, title, isPrimary, isPressed }: ChatActionView): HTMLButtonElement {
    const button = make('button', {
      className: isPrimary ? 'primary' : 'secondary',
      text: label,
      attributes: {
        type: 'button',
        'data-action': id,
        ...(title !== undefined && { title }),
        ...(isPressed !== undefined && { 'aria-pressed': String(isPressed) }),
      },
    });
    button.addEventListener('click', () => this.act(id));
    return button;
  }
}
