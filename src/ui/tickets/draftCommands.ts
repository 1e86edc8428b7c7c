import { l10n, window } from 'vscode';
import { asRecord } from '../../core/base/json';
import { isDraftSubject, type DraftSubject } from '../../core/stores/drafts/draft';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { toastText } from '../messages/failureMessages';
import { ticketNodes } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';

/**
 * The commands that continue and discard a draft.
 * @param openDraft opens the form or ticket that the draft belongs to
 */
export function registerDraftCommands(
  { commands, drafts, shield }: App,
  openDraft: (subject: DraftSubject) => unknown,
): void {
  commands.register(
    commandIds.openDraft,
    () => l10n.t('The draft could not be opened.'),
    async (node) => {
      if (ticketNodes.has(node) && node.kind === 'draft') await openDraft(node.item.subject);
      else showRowGone();
    },
  );
  // A click on the row passes the subject alone.
  commands.serve(commandIds.openDraft, async (argument) => {
    const subject = subjectIn(argument);
    if (subject !== undefined) await openDraft(subject);
  });
  commands.register(
    commandIds.discardDraft,
    () => l10n.t('The draft could not be discarded.'),
    async (node) => {
      if (!ticketNodes.has(node) || node.kind !== 'draft') {
        showRowGone();
        return;
      }
      const discard = l10n.t('Discard');
      const detail = l10n.t(
        'What you typed will be lost: {0}',
        toastText(shield.shown.draft(node.item).title, 80),
      );
      const question = l10n.t('Discard this draft?');
      if ((await window.showWarningMessage(question, { modal: true, detail }, discard)) !== discard) return;
      await drafts.discard(node.item);
    },
  );
}

function subjectIn(argument: unknown): DraftSubject | undefined {
  const { subject } = asRecord(argument);
  return typeof subject === 'string' && isDraftSubject(subject) ? subject : undefined;
}
