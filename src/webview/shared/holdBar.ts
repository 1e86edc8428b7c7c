import type { HeldView } from '../../protocol/delayedReply';
import { make } from './dom';

/** Shows that a reply waits, and takes it back by its button or Esc. */
export class HoldBar {
  private readonly text = make('span', { attributes: { 'aria-hidden': 'true' } });
  private readonly button = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly help = make('span', { className: 'dim' });
  readonly element = make('div', {
    className: 'hold',
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

  /** @param held `undefined` hides it */
  draw(held: HeldView | undefined, seconds: number): void {
    const wasHidden = this.element.hidden;
    this.element.hidden = held === undefined;
    if (!held) {
      document.removeEventListener('keydown', this.keyDown);
      return;
    }
    this.text.textContent = held.text.replace('{0}', String(seconds));
    if (!wasHidden) return;
    document.addEventListener('keydown', this.keyDown);
    this.button.textContent = held.takeBack;
    this.help.textContent = held.help;
    this.element.setAttribute('aria-label', held.takeBack);
    // The input, which had the focus, is disabled. Enter, perhaps still held down, does nothing here.
    this.element.focus();
  }
}
