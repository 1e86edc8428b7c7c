/**
 * Numbers the notifications with an equal text that are open at the same time. The editor lets a notification replace one
 * with the same text and buttons, and the buttons of the replaced one are lost with it (docs/behaviour.md).
 */
export class EqualNotifications {
  private readonly open = new Map<string, Map<number, string>>();

  /**
   * @param about identifies what the notification is about: one about the same thing may replace it
   * @returns the number of this notification, from 1, and what to call when it has closed
   */
  add(text: string, about: string): { readonly number: number; readonly dispose: () => void } {
    const others = this.open.get(text) ?? new Map<number, string>();
    this.open.set(text, others);
    let number = 1;
    while (others.has(number) && others.get(number) !== about) number++;
    others.set(number, about);
    const dispose = (): void => {
      others.delete(number);
      if (others.size === 0 && this.open.get(text) === others) this.open.delete(text);
    };
    return { number, dispose };
  }
}
