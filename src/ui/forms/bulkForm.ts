import { l10n } from 'vscode';
import type { BulkRows } from '../../core/bulk/bulkRows';
import { readRunRequest, removeAllTags } from '../../core/bulk/readRunRequest';
import type { RunRequest } from '../../core/bulk/run';
import { fail } from '../../core/domain/failure';
import type { FieldSpec, FormSpec, FormValues } from '../../protocol/form';
import { defaultsOf, toInput } from '../../protocol/formValues';
import { statusLabel } from '../messages/ticketLabels';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import { fetchChoices, missingLists, tagsField, type Choices } from './choices';
import { formLabels } from './formMessages';
import type { FormDefinition, FormSource } from './formSource';
import { inputForm } from './inputForm';

export interface BulkFormOptions {
  readonly rows: BulkRows;
  /** Shows what would change. */
  readonly openRun: (id: number) => Promise<void>;
}

/** Asks what to change in the tickets that were selected for a run. */
export function bulkForm(app: App, { rows, openRun }: BulkFormOptions, id: number): FormSource {
  return {
    title: l10n.t('Change Tickets'),
    load: async (): Promise<FormDefinition> => {
      const [run, items, choices] = await Promise.all([
        rows.run(id),
        rows.items(id),
        fetchChoices(app, 'ticket'),
      ]);
      if (run?.state !== 'selected' && run?.state !== 'planned') return fail({ code: 'not-found' });
      const spec = bulkSpec(choices, items.length);
      return inputForm({
        spec,
        initial: { ...defaultsOf(spec), ...valuesOf(run.request) },
        read: (values) => readRunRequest(toInput(spec, values), choices.can.tickets.statuses),
        attempt: () => l10n.t('The tickets were not changed.'),
        send: async (request) => {
          if (!(await rows.setRequest(id, request))) return fail({ code: 'not-found' });
          await openRun(id);
          return { kind: 'saved' };
        },
      });
    },
  };
}

function bulkSpec(choices: Choices, count: number): FormSpec {
  return {
    id: 'ticket.bulk',
    title: l10n.t('Change Tickets: {0}', wholeNumber(count)),
    intro: l10n.t(
      'What you leave empty stays as it is. The next page shows what will change in each ticket.',
    ),
    submitLabel: l10n.t('Show What Will Change'),
    labels: { ...formLabels(), saving: l10n.t('Opening…') },
    ...missingLists([l10n.t('Agents'), choices.agents], [l10n.t('Tags'), choices.tags]),
    fields: [
      statusField(choices),
      assigneeField(choices),
      {
        kind: 'choice',
        name: 'tagsHow',
        label: l10n.t('Change of tags'),
        default: 'add',
        options: [
          { value: 'add', label: l10n.t('Add these tags') },
          { value: 'remove', label: l10n.t('Remove these tags') },
          { value: 'replace', label: l10n.t('Replace all tags with these') },
          { value: removeAllTags, label: l10n.t('Remove all tags') },
        ],
      },
      tagsField(choices),
      {
        kind: 'multiline',
        name: 'message',
        label: l10n.t('Message'),
        help: l10n.t(
          'Variables such as {0} have the values of each ticket. “{1}” inserts a canned reply.',
          '{{requester.firstName}}',
          l10n.t('LiveChat: Insert Canned Reply'),
        ),
      },
      {
        kind: 'checkbox',
        name: 'private',
        label: l10n.t('Private note'),
        help: l10n.t('Only agents can read it.'),
      },
    ],
  };
}

function statusField({ can }: Choices): FieldSpec {
  const statuses = can.tickets.statuses.map((value) => ({ value, label: statusLabel(value) }));
  return {
    kind: 'choice',
    name: 'status',
    label: l10n.t('Status'),
    options: [{ value: '', label: l10n.t('As it is') }, ...statuses],
  };
}

function assigneeField({ agents }: Choices): FieldSpec {
  const field = { name: 'assignee.id', label: l10n.t('Assignee') };
  if (agents)
    return { ...field, kind: 'choice', options: [{ value: '', label: l10n.t('As it is') }, ...agents] };
  const help = l10n.t('The list of agents could not be loaded: type the e-mail address of an agent.');
  return { ...field, kind: 'email', help };
}

/** What was asked before, to change it. */
function valuesOf({ status, assignee, tags, message, private: isPrivate }: RunRequest): FormValues {
  const isAll = tags?.how === 'replace' && tags.names.length === 0;
  return {
    ...(status && { status }),
    ...(assignee && { 'assignee.id': assignee.id }),
    ...(tags && { tagsHow: isAll ? removeAllTags : tags.how, tags: tags.names }),
    ...(message !== undefined && { message }),
    ...(isPrivate === true && { private: true }),
  };
}
