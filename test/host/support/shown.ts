import { commands, window } from 'vscode';
import type { Replaced } from './replaced';

/** Records the extension's messages and context keys. Messages without an answer are dismissed at once, as with Escape. */
export class Shown {
  readonly messages: string[] = [];
  /** Titles of buttons: each is selected once, in the first message that has it. */
  readonly answers: string[] = [];
  private readonly context = new Map<string, unknown>();

  constructor(replaced: Replaced, passContextOn = true) {
    const onMessage = ((message: string, ...rest: unknown[]) => {
      // Shown once per account, in whichever test signs in to it first.
      if (!message.includes('without an end date')) this.messages.push(message);
      const at = this.answers.findIndex((title) => rest.includes(title));
      return Promise.resolve(at < 0 ? undefined : this.answers.splice(at, 1)[0]);
    }) as typeof window.showErrorMessage;
    replaced.member(window, 'showErrorMessage', onMessage);
    replaced.member(window, 'showWarningMessage', onMessage);
    replaced.member(window, 'showInformationMessage', onMessage);
    const execute = commands.executeCommand.bind(commands);
    const listen = ((command: string, ...args: unknown[]) => {
      if (command !== 'setContext') return execute(command, ...args);
      this.context.set(String(args[0]), args[1]);
      return passContextOn ? execute(command, ...args) : Promise.resolve();
    }) as typeof commands.executeCommand;
    replaced.member(commands, 'executeCommand', listen);
  }

  /** The newest value of a context key that changed during the test. */
  key(name: string): unknown {
    return this.context.get(name);
  }
}
