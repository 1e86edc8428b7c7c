import { logRejection } from '../../core/base/log';
import { l10n, window, type QuickPickItem } from 'vscode';
import type { TicketWarning } from '../../core/actions/ticketOutcome';
import { DisposableStore } from '../../core/base/disposable';
import { escapeIcons, escapePrompt, oneLine } from '../../core/base/plainText';
import { nameFromId } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { offer, sentenceOf, toastText } from '../messages/failureMessages';
import { warnedFields } from '../messages/outcomeMessages';
import { requesterName as shownRequester, subjectLabel } from '../messages/ticketLabels';
import {
  lostMessageText,
  messageNotSent,
  otherAccountText,
  publicNoteText,
  unseenMessageText,
} from '../messages/ticketMessages';
import { MessageDraft, type MessageKind } from './messageDraft';

export interface TicketPanels {
  /** Opens the ticket's panel, which has the same draft. */
  readonly openTicket: (ticketId: string) => unknown;
}

/** Asks for a reply in an input box and sends it. */
export async function replyToTicket(app: App, panels: TicketPanels, ticket: TicketSummary): Promise<void> {
  await writeMessage(app, panels, ticket, 'reply');
}

/** Asks for a private note in an input box and adds it. */
export async function addTicketNote(app: App, panels: TicketPanels, ticket: TicketSummary): Promise<void> {
  await writeMessage(app, panels, ticket, 'note');
}

/**
 * The text is the draft of the ticket, shared with its panel: it is kept until it is sent, even if the box is
 * closed or VS Code exits. If sending fails, the box stays open and says why.
 */
async function writeMessage(
  app: App,
  panels: TicketPanels,
  ticket: TicketSummary,
  wanted: MessageKind,
): Promise<void> {
  const account = accountIdOf(app.session.current) ?? '';
  const title = oneLine(ticket.subject ?? '', 120) || ticket.id;
  const draft = await MessageDraft.read(app.drafts, { account, subject: `reply/${ticket.id}` }, title);
  try {
    // An input box has one line only.
    if (draft.text.includes('\n')) {
      await panels.openTicket(ticket.id);
      return;
    }
    // A draft note must not turn into a reply that goes to the requester at the next Enter.
    const shown = app.shield.shown.ticket(ticket);
    const kind = draft.text === '' || draft.kind === wanted ? wanted : await askKind(draft, shown);
    if (kind) await showBox(app, panels, { account, ticket, kind, draft });
  } finally {
    draft.dispose();
  }
}

interface Message {
  readonly account: string;
  readonly ticket: TicketSummary;
  readonly kind: MessageKind;
  readonly draft: MessageDraft;
}

async function showBox(app: App, panels: TicketPanels, message: Message): Promise<void> {
  const { ticket, kind, draft } = message;
  const owned = new DisposableStore();
  const input = owned.add(window.createInputBox());
  const shown = app.shield.shown.ticket(ticket);
  input.title = titleOf(shown, kind);
  input.prompt =
    kind === 'reply'
      ? l10n.t('Press Enter to send to {0}.', escapePrompt(requesterName(shown)))
      : l10n.t('Press Enter to add the note. Only agents can read it.');
  input.value = draft.text;
  input.ignoreFocusOut = true;
  const submit = async (): Promise<boolean> => {
    const text = input.value;
    input.busy = true;
    input.enabled = false;
    const problem = await send(app, panels, message, text);
    if (problem === undefined) await draft.keep('', kind);
    input.busy = false;
    input.enabled = true;
    input.validationMessage = problem && escapePrompt(problem);
    return problem === undefined;
  };
  try {
    await new Promise<void>((resolve, reject) => {
      owned.add(input.onDidHide(() => resolve()));
      owned.add(
        input.onDidChangeValue((text) => {
          logRejection(draft.keep(text, kind), app.log);
          input.validationMessage = undefined;
        }),
      );
      owned.add(
        input.onDidAccept(() => {
          if (input.busy || input.value.trim() === '') return;
          submit().then((isSent) => {
            if (isSent) resolve();
          }, reject);
        }),
      );
      input.show();
    });
  } finally {
    owned.dispose();
  }
}

/** @returns why the message was not sent; `undefined` if it was */
async function send(
  { session, actions }: App,
  panels: TicketPanels,
  { account, ticket, kind }: Message,
  message: string,
): Promise<string | undefined> {
  // The account can be switched while the box is open.
  if (accountIdOf(session.current) !== account) {
    return [messageNotSent(), otherAccountText(nameFromId(account))].join(' ');
  }
  try {
    const change = { message, ...(kind === 'note' && { private: true }) };
    const { ticketActions } = await actions();
    const result = await ticketActions.update({ ticketId: ticket.id, change });
    if (result.kind === 'lost') return lostMessageText(result.why);
    if (result.kind === 'saved') reportDifference(panels, ticket, result.warnings);
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return sentenceOf(failure, messageNotSent);
  }
}

/** Reports a message that was sent but is public, or that the ticket does not show yet. */
function reportDifference(
  panels: TicketPanels,
  ticket: TicketSummary,
  warnings: readonly TicketWarning[],
): void {
  if (warnedFields(warnings, 'not-applied').includes('private')) {
    void window.showWarningMessage(publicNoteText());
  }
  if (!warnedFields(warnings, 'not-seen').includes('message')) return;
  const look = { title: l10n.t('Open Ticket'), run: () => panels.openTicket(ticket.id) };
  void offer(window.showInformationMessage, unseenMessageText(), [look]);
}

/** A ticket has one draft. If it is of the other kind, asks what it should become. */
async function askKind(
  { text, kind }: MessageDraft,
  ticket: TicketSummary,
): Promise<MessageKind | undefined> {
  const detail = escapeIcons(oneLine(text, 80));
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

function titleOf(ticket: TicketSummary, kind: MessageKind): string {
  return kind === 'reply'
    ? l10n.t('Reply to {0}', subjectLabel(ticket, 60))
    : l10n.t('Private Note on {0}', subjectLabel(ticket, 60));
}

function requesterName(ticket: TicketSummary): string {
  return toastText(shownRequester(ticket, 60)) || l10n.t('the requester');
}
