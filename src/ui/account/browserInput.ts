import { logRejection } from '../../core/base/log';
import { env, l10n, ProgressLocation, ThemeIcon, window, type QuickInputButton } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore } from '../../core/base/disposable';
import type { RedirectResult, BrowserSignIn } from '../../core/domain/grant';
import { openUrl } from '../shell/openAddress';
import type { SignInAnswers } from './signInAnswers';

const timeoutMs = 10 * 60_000;

export type BrowserEnd =
  Exclude<RedirectResult, { kind: 'foreign' }> | { readonly kind: 'cancelled' | 'timeout' };

export interface BrowserInput {
  readonly title: string;
  readonly signIn: BrowserSignIn;
  readonly answers: SignInAnswers;
  readonly clock: Clock;
}

/**
 * Opens the sign-in page in the browser and waits for the redirect, with a notification that can cancel. The redirect
 * arrives through the editor's URI handler, or the user pastes its address.
 */
export async function browserInput(options: BrowserInput): Promise<BrowserEnd> {
  const { title, signIn, answers, clock } = options;
  const owned = new DisposableStore();
  try {
    const end = new Promise<BrowserEnd>((resolve) => {
      const accept = (address: string): boolean => {
        const answer = signIn.readRedirect(address);
        if (answer.kind === 'foreign') return false;
        resolve(answer);
        return true;
      };
      const stop = (): void => resolve({ kind: 'cancelled' });
      owned.add(answers.wait({ accept, replaced: stop }));
      owned.add(clock.after(timeoutMs, () => resolve({ kind: 'timeout' })));
      showBox(options, accept, owned);
    });
    // A user who does not let the editor open the browser can copy the link.
    logRejection(open(signIn));
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

/** Closing the box, e.g. by opening another input, does not stop waiting for the browser's redirect. */
function showBox(options: BrowserInput, accept: (address: string) => boolean, owned: DisposableStore): void {
  const { title, signIn, answers } = options;
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
      if (!accept(input.value)) input.validationMessage = wrongAddressText(answers.redirectUri);
    }),
  );
  owned.add(
    input.onDidTriggerButton((button) => {
      if (button === copy) logRejection(env.clipboard.writeText(signIn.page));
      else logRejection(open(signIn));
    }),
  );
  input.show();
}

function open({ page }: BrowserSignIn): Thenable<boolean> {
  return openUrl(page);
}

function wrongAddressText(redirectUri: string): string {
  return l10n.t(
    'This is not the redirect address of this sign-in. It begins with {0} and is valid for one sign-in.',
    redirectUri,
  );
}
