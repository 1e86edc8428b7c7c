import type { DelayedReply } from '../../protocol/delayedReply';
import { make, moveFocus } from './dom';

/** Shows that a reply waits, and takes it back by its button or Esc. */
export class DelayBar {
  private readonly text = make('span', { attributes: { 'aria-hidden': 'true' } });
  private readonly button = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly help = make('span', { className: 'dim' });
  readonly element = make('div', {
    className: 'delay-bar',
    attributes: { hidden: '', role: 'group', tabindex: '-1' },
    children: [this.text, this.button, this.help],
  });

  private readonly keyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || !this.element.isConnected) return;
    event.preventDefault();
    this.takeBack();
  };

  constructor(private readonly takeBack: () => void) {
    this.button.addEventListener('click', takeBack);
  }

  /** @param delayed `undefined` hides it */
  draw(delayed: DelayedReply | undefined, seconds: number): void {
    const wasHidden = this.element.hidden;
    this.element.hidden = delayed === undefined;
    if (!delayed) {
      document.removeEventListener('keydown', this.keyDown);
      return;
    }
    this.text.textContent = delayed.text.replace('{0}', String(seconds));
    if (!wasHidden) return;
    document.addEventListener('keydown', this.keyDown);
    this.button.textContent = delayed.takeBack;
    this.help.textContent = delayed.help;
    this.element.setAttribute('aria-label', delayed.takeBack);
    // The input, which had the focus, is disabled. Enter, perhaps still pressed, does nothing here.
    moveFocus(() => this.element.focus());
  }
}
