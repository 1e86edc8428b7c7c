import { env, l10n, ThemeIcon, Uri, window, type QuickInputButton } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore } from '../../core/base/disposable';
import type { BrowserAnswer, BrowserSignIn } from '../../core/domain/grant';
import type { SignInAnswers } from './signInAnswers';

const patienceMs = 10 * 60_000;

export type BrowserEnd =
  Exclude<BrowserAnswer, { kind: 'foreign' }> | { readonly kind: 'cancelled' | 'late' };

export interface BrowserInput {
  readonly title: string;
  readonly signIn: BrowserSignIn;
  readonly answers: SignInAnswers;
  readonly clock: Clock;
}

/**
 * Opens the page in the browser and waits for its answer: by the editor's own address, or pasted where a browser
 * cannot come back to this editor. Escape ends it.
 */
export async function browserInput({ title, signIn, answers, clock }: BrowserInput): Promise<BrowserEnd> {
  const owned = new DisposableStore();
  const input = owned.add(window.createInputBox());
  const again: QuickInputButton = {
    iconPath: new ThemeIcon('link-external'),
    tooltip: l10n.t('Open the Browser Again'),
  };
  const copy: QuickInputButton = { iconPath: new ThemeIcon('copy'), tooltip: l10n.t('Copy the Link') };
  const open = () => env.openExternal(Uri.parse(signIn.page, true));
  try {
    input.title = title;
    input.prompt = l10n.t(
      'Waiting for LiveChat in the browser. Where it cannot come back here, paste the address at which it ended.',
    );
    input.placeholder = answers.redirectUri;
    input.ignoreFocusOut = true;
    input.busy = true;
    input.buttons = [again, copy];
    const end = new Promise<BrowserEnd>((resolve) => {
      const take = (address: string): boolean => {
        const answer = signIn.read(address);
        if (answer.kind === 'foreign') return false;
        resolve(answer);
        return true;
      };
      owned.add(answers.wait(take));
      owned.add(clock.after(patienceMs, () => resolve({ kind: 'late' })));
      owned.add(input.onDidHide(() => resolve({ kind: 'cancelled' })));
      owned.add(input.onDidChangeValue(() => (input.validationMessage = undefined)));
      owned.add(
        input.onDidAccept(() => {
          if (!take(input.value)) input.validationMessage = notThis(answers.redirectUri);
        }),
      );
      owned.add(
        input.onDidTriggerButton((button) => {
          if (button === copy) void env.clipboard.writeText(signIn.page);
          else void open();
        }),
      );
    });
    input.show();
    // A person who does not let the editor open it has the link still.
    void open();
    return await end;
  } finally {
    owned.dispose();
  }
}

function notThis(redirectUri: string): string {
  return l10n.t(
    'This is not where this sign-in ends. The address begins with {0} and is good for one sign-in.',
    redirectUri,
  );
}
