import { l10n, ProgressLocation, window } from 'vscode';
import type { AllTickets, ListAllOptions } from '../../../core/actions/listAllTickets';
import { failureOf } from '../../../core/domain/failure';
import { wholeNumber } from '../../messages/times';

export type ListProgress = Required<Pick<ListAllOptions, 'signal' | 'onProgress'>>;

/** Reads a whole list, with progress that can be cancelled. @returns `undefined` if it was */
export async function withListProgress(
  title: string,
  work: (options: ListProgress) => Promise<AllTickets>,
): Promise<AllTickets | undefined> {
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      let shown = 0;
      const onProgress = (done: number, total: number): void => {
        const percent = total === 0 ? 100 : Math.min(100, (100 * done) / total);
        const message = l10n.t('{0} of {1}', wholeNumber(done), wholeNumber(Math.max(done, total)));
        progress.report({ message, increment: percent - shown });
        shown = percent;
      };
      try {
        return await work({ signal: stop.signal, onProgress });
      } catch (thrown) {
        if (failureOf(thrown)?.code === 'cancelled') return undefined;
        throw thrown;
      }
    },
  );
}
