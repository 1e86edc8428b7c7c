import { l10n, window, type QuickPickItem } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { TicketUpdateResult } from '../../core/actions/ticketOutcome';
import { DisposableStore } from '../../core/base/disposable';
import { noIcons, oneLine } from '../../core/base/plainText';
import { nameInId } from '../../core/domain/account';
import { failureOf, type Failure } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { sentenceOf, toastText } from '../shell/messages';
import { lostMessageText, messageNotSent, otherAccountText, publicNoteText } from '../shell/ticketMessages';
import { MessageDraft, type MessageKind } from './messageDraft';
import { subjectOf } from './ticketItem';

export interface TicketPanels {
  /** Shows a ticket, with what is typed for it. */
  readonly openTicket: (ticketId: string) => unknown;
  /** What is typed for a ticket was changed here. */
  readonly typedMessage: (ticketId: string) => unknown;
}

/**
 * Writes a reply or a private note in an input box. What is typed is the draft of the ticket, as in its panel: it is
 * kept until it was sent, also where the box is closed or the editor ends; where sending fails, the box stays open
 * with it and says why.
 */
export class MessageBox {
  constructor(
    private readonly app: App,
    private readonly actions: TicketActions,
    private readonly panels: TicketPanels,
  ) {}

  async write(ticket: TicketSummary, wanted: MessageKind): Promise<void> {
    const id = { account: this.account(), subject: `reply/${ticket.id}` } as const;
    const title = oneLine(ticket.subject ?? '', 120) || ticket.id;
    const draft = await MessageDraft.read(this.app.drafts, id, title);
    try {
      // The box has one line only.
      if (draft.text.includes('\n')) {
        await this.panels.openTicket(ticket.id);
        return;
      }
      // A note that comes up as a reply would be sent to the requester with the next key.
      const kind = draft.text === '' || draft.kind === wanted ? wanted : await askKind(draft, ticket);
      if (kind) await this.open(ticket, kind, draft, id.account);
    } finally {
      draft.dispose();
    }
  }

  /** Whose ticket it is, so that no text comes up in another account. */
  private account(): string {
    return accountIdOf(this.app.session.current) ?? '';
  }

  private async open(
    ticket: TicketSummary,
    kind: MessageKind,
    draft: MessageDraft,
    account: string,
  ): Promise<void> {
    const keep = async (text: string): Promise<void> => {
      await draft.keep(text, kind);
      this.panels.typedMessage(ticket.id);
    };
    const owned = new DisposableStore();
    const input = owned.add(window.createInputBox());
    const isReply = kind === 'reply';
    input.title = titleOf(ticket, kind);
    input.prompt = isReply
      ? l10n.t('Press Enter to send to {0}.', nameOf(ticket))
      : l10n.t('Press Enter to add the note. Only agents can read it.');
    input.value = draft.text;
    input.ignoreFocusOut = true;
    try {
      await new Promise<void>((resolve, reject) => {
        owned.add(input.onDidHide(() => resolve()));
        owned.add(
          input.onDidChangeValue((text) => {
            void keep(text);
            input.validationMessage = undefined;
          }),
        );
        owned.add(
          input.onDidAccept(() => {
            if (input.busy || input.value.trim() === '') return;
            const text = input.value;
            input.busy = true;
            input.enabled = false;
            this.send(account, ticket.id, text, kind)
              .then(async (problem) => {
                if (problem === undefined) await keep('');
                input.busy = false;
                input.enabled = true;
                input.validationMessage = problem;
                if (problem !== undefined) return;
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
  private async send(
    account: string,
    ticketId: string,
    message: string,
    kind: MessageKind,
  ): Promise<string | undefined> {
    if (this.account() !== account) {
      return [messageNotSent(), otherAccountText(nameInId(account))].join(' ');
    }
    try {
      const change = { message, ...(kind === 'note' && { private: true }) };
      return outcomeOf(await this.actions.update({ ticketId, change }), kind);
    } catch (thrown) {
      const failure: Failure | undefined = failureOf(thrown);
      if (!failure) throw thrown;
      return sentenceOf(failure, messageNotSent);
    }
  }
}

function titleOf(ticket: TicketSummary, kind: MessageKind): string {
  return kind === 'reply'
    ? l10n.t('Reply to {0}', subjectOf(ticket, 60))
    : l10n.t('Private Note on {0}', subjectOf(ticket, 60));
}

/** The one draft that a ticket has is of the other kind: who asked for this one says what becomes of it. */
async function askKind(
  { text, kind }: MessageDraft,
  ticket: TicketSummary,
): Promise<MessageKind | undefined> {
  const detail = noIcons(oneLine(text, 80));
  const items: readonly (QuickPickItem & { readonly as: MessageKind })[] =
    kind === 'note'
      ? [
          { as: 'note', label: l10n.t('Continue Private Note'), detail },
          { as: 'reply', label: l10n.t('Convert to Reply'), detail: l10n.t('The requester can read it.') },
        ]
      : [
          { as: 'reply', label: l10n.t('Continue Reply'), detail },
          {
            as: 'note',
            label: l10n.t('Convert to Private Note'),
            detail: l10n.t('Only agents can read it.'),
          },
        ];
  const title = titleOf(ticket, kind);
  const placeHolder = l10n.t('This ticket has an unsent message.');
  return (await window.showQuickPick(items, { title, placeHolder }))?.as;
}

function outcomeOf(result: TicketUpdateResult, kind: MessageKind): string | undefined {
  if (result.kind === 'lost') return lostMessageText(result.why);
  if (result.kind === 'conflict') return undefined;
  const unsupportedKeys = result.warnings.some((warning) => warning.kind === 'not-carried');
  if (unsupportedKeys && kind === 'note') {
    void window.showWarningMessage(publicNoteText());
  }
  return undefined;
}

function nameOf({ requester }: TicketSummary): string {
  return toastText(oneLine(requester?.name ?? requester?.mail ?? '', 60)) || l10n.t('the requester');
}
