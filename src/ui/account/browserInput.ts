import { env, l10n, ProgressLocation, ThemeIcon, Uri, window, type QuickInputButton } from 'vscode';
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
 * Opens the page in the browser and waits for its answer, which a notification can end. It comes by the editor's own
 * address, or is pasted where a browser cannot come back to this editor.
 */
export async function browserInput(parts: BrowserInput): Promise<BrowserEnd> {
  const { title, signIn, answers, clock } = parts;
  const owned = new DisposableStore();
  try {
    const end = new Promise<BrowserEnd>((resolve) => {
      const take = (address: string): boolean => {
        const answer = signIn.read(address);
        if (answer.kind === 'foreign') return false;
        resolve(answer);
        return true;
      };
      const stop = (): void => resolve({ kind: 'cancelled' });
      owned.add(answers.wait({ take, replaced: stop }));
      owned.add(clock.after(patienceMs, () => resolve({ kind: 'late' })));
      showBox(parts, take, owned);
    });
    // A person who does not let the editor open it has the link still.
    void open(signIn);
    const progress = { location: ProgressLocation.Notification, cancellable: true, title };
    return await window.withProgress(progress, async (report, token) => {
      report.report({ message: l10n.t('waiting for the browser') });
      const stopped = new Promise<BrowserEnd>((resolve) => {
        owned.add(token.onCancellationRequested(() => resolve({ kind: 'cancelled' })));
      });
      return await Promise.race([end, stopped]);
    });
  } finally {
    owned.dispose();
  }
}

/** It may be closed, as by another input of the editor, and the browser is waited for all the same. */
function showBox(parts: BrowserInput, take: (address: string) => boolean, owned: DisposableStore): void {
  const { title, signIn, answers } = parts;
  const input = owned.add(window.createInputBox());
  const again: QuickInputButton = {
    iconPath: new ThemeIcon('link-external'),
    tooltip: l10n.t('Open the Browser Again'),
  };
  const copy: QuickInputButton = { iconPath: new ThemeIcon('copy'), tooltip: l10n.t('Copy the Link') };
  input.title = title;
  input.prompt = l10n.t(
    'Waiting for LiveChat in the browser. If it does not redirect here, paste the browser’s final address.',
  );
  input.placeholder = answers.redirectUri;
  input.ignoreFocusOut = true;
  input.busy = true;
  input.buttons = [again, copy];
  owned.add(input.onDidChangeValue(() => (input.validationMessage = undefined)));
  owned.add(
    input.onDidAccept(() => {
      if (!take(input.value)) input.validationMessage = notThis(answers.redirectUri);
    }),
  );
  owned.add(
    input.onDidTriggerButton((button) => {
      if (button === copy) void env.clipboard.writeText(signIn.page);
      else void open(signIn);
    }),
  );
  input.show();
}

function open({ page }: BrowserSignIn): Thenable<boolean> {
  return env.openExternal(Uri.parse(page, true));
}

function notThis(redirectUri: string): string {
  return l10n.t(
    'This is not the redirect address of this sign-in. It begins with {0} and is valid for one sign-in.',
    redirectUri,
  );
}
