import { commands, window, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';
import { eventually } from './eventually';
import type { Replaced } from './replaced';

type Shown =
  | { readonly kind: 'box'; readonly input: InputBox }
  | { readonly kind: 'pick'; readonly input: QuickPick<QuickPickItem> };

/** Drives the editor's real quick inputs: text is set on the input, and keys are commands of the editor. */
export class QuickInputs {
  private readonly shown: Shown[] = [];
  private readonly closed = new Set<InputBox>();
  /** Answers for `showQuickPick`; the label must contain the text. */
  readonly picks: string[] = [];

  constructor(replaced: Replaced) {
    const createInputBox = window.createInputBox.bind(window);
    replaced.member(window, 'createInputBox', () => {
      const input = createInputBox();
      this.shown.push({ kind: 'box', input });
      input.onDidHide(() => this.closed.add(input));
      return input;
    });
    const createQuickPick = window.createQuickPick.bind(window);
    const createPick = <T extends QuickPickItem>(): QuickPick<T> => {
      const input = createQuickPick<T>();
      this.shown.push({ kind: 'pick', input: input as unknown as QuickPick<QuickPickItem> });
      return input;
    };
    replaced.member(window, 'createQuickPick', createPick);
    const pickOne = async (items: readonly QuickPickItem[] | Thenable<readonly QuickPickItem[]>) => {
      const wanted = this.picks.shift();
      return wanted === undefined ? undefined : (await items).find(({ label }) => label.includes(wanted));
    };
    replaced.member(window, 'showQuickPick', pickOne as unknown as typeof window.showQuickPick);
  }

  /** The number of inputs opened so far. */
  get count(): number {
    return this.shown.length;
  }

  /** Resolves to the open input box once it is at this step. */
  async box(step: number | undefined): Promise<InputBox> {
    return await eventually(`input box ${step}`, () => {
      const last = this.shown.at(-1);
      return last?.kind === 'box' && !this.closed.has(last.input) && last.input.step === step && last.input;
    });
  }

  /** Selects the item whose label contains the text. */
  async pick(text: string): Promise<void> {
    const { pick, item } = await eventually(`an item with ${text}`, () => {
      const last = this.shown.at(-1);
      const found = last?.kind === 'pick' && last.input.items.find(({ label }) => label.includes(text));
      return last?.kind === 'pick' && found ? { pick: last.input, item: found } : undefined;
    });
    await eventually('the list to be drawn', () => pick.activeItems.length > 0);
    pick.activeItems = [item];
    await sent();
    await accept();
  }

  async type(step: number | undefined, text: string): Promise<InputBox> {
    const box = await this.box(step);
    box.value = text;
    await sent();
    await accept();
    return box;
  }

  /** Resolves to the validation message of the open input box once it has one. */
  async problem(box: InputBox): Promise<string> {
    return await eventually('a word against what was typed', () => {
      const message = box.validationMessage;
      return typeof message === 'string' && message;
    });
  }

  async back(): Promise<void> {
    await commands.executeCommand('workbench.action.quickInputBack');
  }

  async escape(): Promise<void> {
    await commands.executeCommand('workbench.action.closeQuickOpen');
  }
}

/** The editor applies changes of an input at the end of the turn. */
function sent(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

async function accept(): Promise<void> {
  await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}
