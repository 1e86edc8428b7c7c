import { l10n, window } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { TicketUpdateResult } from '../../core/actions/ticketOutcome';
import { DisposableStore } from '../../core/base/disposable';
import { oneLine } from '../../core/base/plainText';
import { failureOf, type Failure } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { sentenceOf, toastText, whyOf } from '../shell/messages';
import { subjectOf } from './ticketItem';

export type MessageKind = 'reply' | 'note';

/**
 * Writes a reply or a private note in an input box. What is typed is kept for the same ticket until it was
 * sent, also where the box is closed; where sending fails, the box stays open with it and says why.
 */
export class MessageBox {
  private readonly unsent = new Map<string, string>();

  /** @param account whose ticket it is, so that no text comes up in another account */
  constructor(
    private readonly actions: TicketActions,
    private readonly account: () => string,
  ) {}

  async write(ticket: TicketSummary, kind: MessageKind): Promise<void> {
    const key = JSON.stringify([this.account(), kind, ticket.id]);
    const owned = new DisposableStore();
    const input = owned.add(window.createInputBox());
    const isReply = kind === 'reply';
    input.title = isReply
      ? l10n.t('Reply to {0}', subjectOf(ticket, 60))
      : l10n.t('Private Note on {0}', subjectOf(ticket, 60));
    input.prompt = isReply
      ? l10n.t('Enter sends it to {0}.', nameOf(ticket))
      : l10n.t('Enter adds it. Only agents can read it.');
    input.value = this.unsent.get(key) ?? '';
    input.ignoreFocusOut = true;
    try {
      await new Promise<void>((resolve, reject) => {
        owned.add(input.onDidHide(() => resolve()));
        owned.add(
          input.onDidChangeValue((text) => {
            this.unsent.set(key, text);
            input.validationMessage = undefined;
          }),
        );
        owned.add(
          input.onDidAccept(() => {
            if (input.busy || input.value.trim() === '') return;
            const text = input.value;
            input.busy = true;
            input.enabled = false;
            this.send(ticket.id, text, kind)
              .then((problem) => {
                input.busy = false;
                input.enabled = true;
                input.validationMessage = problem;
                if (problem !== undefined) return;
                this.unsent.delete(key);
                resolve();
              })
              .catch(reject);
          }),
        );
        input.show();
      });
    } finally {
      owned.dispose();
    }
  }

  /** @returns why it was not sent, or `undefined` where it was */
  private async send(ticketId: string, message: string, kind: MessageKind): Promise<string | undefined> {
    const attempt = (): string => l10n.t('It was not sent.');
    try {
      const change = { message, ...(kind === 'note' && { private: true }) };
      return outcomeOf(await this.actions.update({ ticketId, change }), kind);
    } catch (thrown) {
      const failure: Failure | undefined = failureOf(thrown);
      if (!failure) throw thrown;
      return sentenceOf(failure, attempt);
    }
  }
}

function outcomeOf(result: TicketUpdateResult, kind: MessageKind): string | undefined {
  if (result.kind === 'lost') {
    const look = l10n.t('Whether it was sent is not known. Look at the ticket before you send it again.');
    return [whyOf(result.why), look].join(' ');
  }
  if (result.kind === 'conflict') return undefined;
  const notCarried = result.warnings.some((warning) => warning.kind === 'not-carried');
  if (notCarried && kind === 'note') {
    void window.showWarningMessage(
      l10n.t('LiveChat took the note, and not that it is private: the requester may read it.'),
    );
  }
  return undefined;
}

function nameOf({ requester }: TicketSummary): string {
  return toastText(oneLine(requester?.name ?? requester?.mail ?? '', 60)) || l10n.t('the requester');
}
