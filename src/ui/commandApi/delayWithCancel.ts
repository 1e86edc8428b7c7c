import { l10n, ProgressLocation, window } from 'vscode';
import type { DelayedCall } from '../../core/actions/delayedCalls';
import type { Clock } from '../../core/base/clock';

const secondMs = 1_000;

/**
 * Shows a notification that counts the seconds until a call is made, with a button that cancels it.
 * @param title what is being done
 */
export async function delayWithCancel(
  title: string,
  call: DelayedCall,
  clock: Clock,
): Promise<'done' | 'cancelled'> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return await window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => call.cancel());
    const counting = countDown(call, clock, (message, increment) => progress.report({ message, increment }));
    try {
      return await call.done;
    } finally {
      counting.dispose();
    }
  });
}

function countDown(
  call: DelayedCall,
  clock: Clock,
  report: (message: string, increment: number) => void,
): { dispose(): void } {
  const all = Math.max(1, Math.ceil((call.dueAt - clock.now()) / secondMs));
  let timer = clock.after(0, () => undefined);
  const tick = (increment: number): void => {
    const left = Math.ceil((call.dueAt - clock.now()) / secondMs);
    if (left <= 0) return;
    report(l10n.t('in {0} seconds. Nothing has been sent yet.', left), increment);
    timer = clock.after(secondMs, () => tick(100 / all));
  };
  tick(0);
  return { dispose: () => timer.dispose() };
}
