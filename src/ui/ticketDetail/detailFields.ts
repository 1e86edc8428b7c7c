import { l10n } from 'vscode';
import { allTicketStatuses, type TicketStatus } from '../../core/domain/ticket';
import { readTicketChange, type TicketChangeInput } from '../../core/domain/input/ticketInput';
import { partOf, type DetailPart } from '../../protocol/detail';
import type { FieldNote, FieldSpec, FormSpec, FormValues } from '../../protocol/form';
import { toChange } from '../../protocol/formValues';
import { fromTicket, groupIds, withTicketValues } from '../../protocol/fromDomain';
import { emptiedNotes, notesOf } from '../forms/formMessages';
import { ticketGroupsField } from '../forms/choices';
import { editTicketSpec } from '../forms/ticketFields';
import type { DetailFields } from './detailPorts';

/** Fields by how often they are changed. */
const fieldOrder = [
  'status',
  'assignee.id',
  'priority',
  'tags',
  'groups',
  'subject',
  'requester.name',
  'requester.mail',
];

/** The inputs of the ticket page: a reply, and the fields of the form that edits a ticket. */
export const detailFields: DetailFields = {
  specOf: (ticket, choices) => {
    const spec = editTicketSpec(choices, ticket);
    const known = [...spec.fields, ...ticketGroupsField(choices, ticket.groups)];
    const fields = fieldOrder.flatMap((name) => known.find((field) => field.name === name) ?? []);
    return { ...spec, fields: [...replySpecs(), ...fields] };
  },
  initialOf: (ticket) => ({
    message: '',
    private: false,
    ...fromTicket(ticket),
    groups: groupIds(ticket.groups),
  }),
  withValues: withTicketValues,
  read: (part, ticketId, form) => {
    const own = ofPart(part, form.spec);
    return part === 'reply'
      ? readReply(ticketId, own, form.values)
      : readFields(ticketId, own, form.initial, form.values);
  },
};

function replySpecs(): FieldSpec[] {
  return [
    { kind: 'multiline', name: 'message', label: l10n.t('Message') },
    {
      kind: 'checkbox',
      name: 'private',
      label: l10n.t('Private note: only agents see it'),
    },
  ];
}

function ofPart(part: DetailPart, spec: FormSpec): FormSpec {
  return { ...spec, fields: spec.fields.filter(({ name }) => partOf(name) === part) };
}

function readReply(
  ticketId: string,
  spec: FormSpec,
  values: FormValues,
): TicketChangeInput | readonly FieldNote[] {
  const { message } = values;
  if (typeof message !== 'string' || message.trim() === '') {
    return notesOf(spec, [{ field: 'message', code: 'required' }]);
  }
  const read = readTicketChange({ ticketId, message, ...(values.private === true && { private: true }) });
  return read.ok ? read.value : notesOf(spec, read.problems);
}

function readFields(
  ticketId: string,
  spec: FormSpec,
  initial: FormValues,
  values: FormValues,
): TicketChangeInput | readonly FieldNote[] {
  const emptied = emptiedNotes(spec, initial, values, ['tags']);
  if (emptied.length > 0) return emptied;
  const change = { ticketId, ...toChange(spec, initial, values) };
  const read = readTicketChange(change, statusesIn(spec));
  return read.ok ? read.value : notesOf(spec, read.problems);
}

/** The options of the choice fields, from the account. */
function statusesIn({ fields }: FormSpec): readonly TicketStatus[] {
  const field = fields.find(({ name }) => name === 'status');
  const options = field && 'options' in field ? field.options : [];
  return allTicketStatuses.filter((status) => options.some(({ value }) => value === status));
}
