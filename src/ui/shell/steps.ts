import {
  QuickInputButtons,
  window,
  type InputBox,
  type QuickInput,
  type QuickPick,
  type QuickPickItem,
} from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { escapePrompt } from '../../core/base/plainText';

/** The result of one step of a multi-step input. Escape cancels all steps. */
export type StepResult<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancelled' };

interface StepPlace {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  /** Whether to show a Back button. */
  readonly back: boolean;
}

export interface PickStep<T extends QuickPickItem> extends StepPlace {
  readonly items: readonly T[] | Promise<readonly T[]>;
  readonly placeholder: string;
  readonly active?: T;
}

export interface TextStep extends StepPlace {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly password?: boolean;
  /** Resolves to an error message, or `undefined` if the text is accepted. The input is kept. */
  readonly accept: (text: string, signal: AbortSignal) => Promise<string | undefined> | string | undefined;
}

function place(input: QuickInput, { title, step, totalSteps }: StepPlace): void {
  input.title = title;
  input.step = step;
  input.totalSteps = totalSteps;
  // Switching to another window to copy the key must not lose the input.
  input.ignoreFocusOut = true;
}

export async function pickStep<T extends QuickPickItem>(options: PickStep<T>): Promise<StepResult<T>> {
  const owned = new DisposableStore();
  const pick: QuickPick<T> = owned.add(window.createQuickPick<T>());
  try {
    place(pick, options);
    pick.placeholder = options.placeholder;
    pick.matchOnDescription = true;
    if (options.back) pick.buttons = [QuickInputButtons.Back];
    const result = new Promise<StepResult<T>>((resolve, reject) => {
      owned.add(pick.onDidTriggerButton(() => resolve({ kind: 'back' })));
      owned.add(pick.onDidHide(() => resolve({ kind: 'cancelled' })));
      owned.add(
        pick.onDidAccept(() => {
          const [value] = pick.selectedItems;
          if (value) resolve({ kind: 'done', value });
        }),
      );
      void fill(pick, options).catch(reject);
    });
    pick.show();
    return await result;
  } finally {
    owned.dispose();
  }
}

async function fill<T extends QuickPickItem>(
  pick: QuickPick<T>,
  { items, active }: PickStep<T>,
): Promise<void> {
  pick.busy = true;
  pick.items = await items;
  pick.busy = false;
  if (active) pick.activeItems = [active];
}

export async function textStep(options: TextStep): Promise<StepResult<string>> {
  const owned = new DisposableStore();
  const input: InputBox = owned.add(window.createInputBox());
  const stop = new AbortController();
  try {
    place(input, options);
    input.prompt = escapePrompt(options.prompt);
    input.placeholder = options.placeholder;
    input.value = options.value;
    input.password = options.password ?? false;
    if (options.back) input.buttons = [QuickInputButtons.Back];
    const result = new Promise<StepResult<string>>((resolve, reject) => {
      owned.add(input.onDidTriggerButton(() => resolve({ kind: 'back' })));
      owned.add(input.onDidHide(() => resolve({ kind: 'cancelled' })));
      owned.add(input.onDidChangeValue(() => (input.validationMessage = undefined)));
      owned.add(
        input.onDidAccept(() => {
          const text = input.value;
          accept(input, text, options, stop.signal).then((accepted) => {
            if (accepted) resolve({ kind: 'done', value: text });
          }, reject);
        }),
      );
    });
    input.show();
    return await result;
  } finally {
    stop.abort();
    owned.dispose();
  }
}

async function accept(
  input: InputBox,
  text: string,
  options: TextStep,
  signal: AbortSignal,
): Promise<boolean> {
  // Ignores Enter while the input is being checked.
  if (input.busy) return false;
  input.busy = true;
  input.enabled = false;
  try {
    const problem = await options.accept(text, signal);
    if (signal.aborted) return false;
    input.validationMessage = problem && escapePrompt(problem);
    return problem === undefined;
  } finally {
    input.busy = false;
    input.enabled = true;
  }
}
