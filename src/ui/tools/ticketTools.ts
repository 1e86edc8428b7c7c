import { l10n } from 'vscode';
import { readTicketDraft } from '../../core/domain/input/ticketInput';
import { toastText } from '../messages/failureMessages';
import type { TicketCommandApi } from '../commandApi/ticketCommandApi';
import { changeLines, draftLines } from './changeLines';
import type { Question } from './confirmation';
import { savedTicketText, ticketListText, ticketText } from './resultTexts';
import type { ShieldView } from '../shell/shield';
import { currentState, requireKey, type ToolParts } from './tool';

/** The tools for tickets. */
export function ticketTools(work: TicketCommandApi, shield: Pick<ShieldView, 'shown'>): readonly ToolParts[] {
  return [
    {
      name: 'livechat_list_tickets',
      writes: false,
      progress: () => l10n.t('Listing LiveChat tickets'),
      invoke: async (input) => {
        const list = await work.list(input);
        return ticketListText({ ...list, tickets: list.tickets.map((each) => shield.shown.ticket(each)) });
      },
    },
    {
      name: 'livechat_get_ticket',
      writes: false,
      progress: () => l10n.t('Reading a LiveChat ticket'),
      invoke: async (input) => ticketText(shield.shown.ticket(await work.read(input))),
    },
    {
      name: 'livechat_create_ticket',
      writes: true,
      progress: () => l10n.t('Creating a LiveChat ticket'),
      question: (input) => createQuestion(work, input),
      invoke: async (input) => {
        const ticket = await work.create(input);
        return savedTicketText(
          'The ticket was created, and its first message was sent.',
          shield.shown.ticket(ticket),
        );
      },
    },
    {
      name: 'livechat_update_ticket',
      writes: true,
      progress: () => l10n.t('Changing a LiveChat ticket'),
      question: (input) => updateQuestion(work, input, shield),
      invoke: async (input, base) =>
        savedTicketText('The ticket was changed.', shield.shown.ticket(await work.update(input, base))),
    },
  ];
}

async function createQuestion(work: TicketCommandApi, input: unknown): Promise<Question | undefined> {
  const draft = readTicketDraft(input);
  if (!draft.ok || !work.canCreate(draft.value)) return undefined;
  await requireKey(() => work.list({ requesterMail: draft.value.requester.mail }));
  return {
    title: l10n.t('Create a LiveChat ticket?'),
    lead: l10n.t('This creates a new ticket with these values and may notify the requester.'),
    lines: draftLines(draft.value, work.groupedBy),
  };
}

/** What is sent is shown as it is, and what the ticket has now as the shield shows it. */
async function updateQuestion(
  work: TicketCommandApi,
  input: unknown,
  { shown }: Pick<ShieldView, 'shown'>,
): Promise<Question | undefined> {
  const checked = work.readChange(input);
  if (!checked.ok) return undefined;
  const { ticketId, change } = checked.value;
  await work.requireSupport(change);
  const base = await currentState(() => work.snapshot({ ticketId }));
  const now = base && shown.ticket(base.ticket);
  const subject = now?.subject === undefined ? '' : toastText(now.subject, 80);
  const lead =
    subject === ''
      ? l10n.t('Ticket {0} is changed as follows; nothing else in it changes.', ticketId)
      : l10n.t('Ticket {0} (“{1}”) is changed as follows; nothing else in it changes.', ticketId, subject);
  return {
    title: l10n.t('Change LiveChat ticket {0}?', toastText(ticketId, 40)),
    lead,
    lines: changeLines(change, now, work.groupedBy),
    ...(base && { base }),
  };
}
