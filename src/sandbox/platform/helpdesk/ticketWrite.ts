import * as v from 'valibot';
import type { Agent } from '../../account/agent';
import type { NamedAgent, Ticket } from '../../account/ticket';
import { createTicket, updateTicket } from '../../account/writeTicket';
import type { HelpDesk } from './helpDesk';
import { checked, helpdeskError } from './helpdeskError';
import { siloOf, STATUSES, withStatus } from './ticketState';

const text = v.pipe(v.string(), v.nonEmpty());
const mail = v.pipe(v.string(), v.email());
const ref = v.object({ ID: text });
const common = {
  subject: v.optional(v.string()),
  status: v.optional(v.picklist(STATUSES)),
  priority: v.optional(v.picklist([-10, 0, 10, 20])),
  teamIDs: v.optional(v.array(text)),
  assignment: v.nullish(v.object({ team: v.nullish(ref), agent: v.nullish(ref) })),
  tagIDs: v.optional(v.array(text)),
  followers: v.optional(v.array(text)),
  cc: v.optional(v.array(v.object({ email: mail, name: v.nullish(v.string(), null) }))),
  customFields: v.optional(v.record(v.string(), v.unknown())),
  author: v.optional(v.object({ type: v.picklist(['agent', 'client']) })),
  isPrivate: v.optional(v.boolean()),
};
const message = v.object({ text });
// Unknown keys are rejected by name (observed).
const newTicket = v.strictObject({
  ...common,
  requester: v.object({ email: mail, name: v.nullish(v.string()) }),
  message,
});
const ticketChange = v.strictObject({
  ...common,
  requester: v.optional(v.object({ email: v.optional(mail), name: v.nullish(v.string()) })),
  message: v.optional(message),
});

type Common = v.InferOutput<typeof ticketChange>;

/** `POST /tickets`. That the requester is the author unless the body says otherwise is inferred. */
export function postTicket(helpDesk: HelpDesk, body: unknown, caller: Agent): Ticket {
  const { account } = helpDesk.platform;
  const input = checked(newTicket, body);
  rejectPrivateClientMessage(input);
  const { requester, author } = input;
  const state = input.status && withStatus(input.status);
  return createTicket(account, {
    message: input.message.text,
    requester: { mail: requester.email, ...(requester.name && { name: requester.name }) },
    subject: input.subject,
    assignee: assigneeOf(helpDesk, input) ?? undefined,
    source: { type: 'lc2' },
    groups: groupsOf(helpDesk, input) ?? [0],
    tags: tagsOf(helpDesk, input) ?? [],
    status: state?.status,
    helpdesk: { ...helpdeskFieldsOf(input), ...(state?.substatus && { substatus: state.substatus }) },
    by: author?.type === 'agent' || input.isPrivate ? caller : undefined,
    isPrivate: input.isPrivate,
  });
}

/** `PATCH /tickets/{ID}`: changes any fields of a ticket, or adds a reply. */
export function patchTicket(helpDesk: HelpDesk, ticket: Ticket, body: unknown, caller: Agent): void {
  const input = checked(ticketChange, body);
  rejectPrivateClientMessage(input);
  // Validated first, so that a rejected request changes nothing.
  const assignee = assigneeOf(helpDesk, input);
  const groups = groupsOf(helpDesk, input);
  const tags = tagsOf(helpDesk, input);
  const state = input.status && withStatus(input.status);
  if (groups) ticket.groups = groups;
  if (tags) ticket.tags = tags;
  const { substatus: _, ...kept } = ticket.helpdesk ?? {};
  const substatus = state ? state.substatus : ticket.helpdesk?.substatus;
  // Inferred: a status does not move a ticket out of spam.
  const silo = state && siloOf(ticket) === 'spam' ? ({ silo: 'spam' } as const) : {};
  ticket.helpdesk = { ...kept, ...silo, ...(substatus && { substatus }), ...helpdeskFieldsOf(input) };
  updateTicket(
    helpDesk.platform.account,
    ticket,
    {
      subject: input.subject,
      assignee,
      status: state?.status,
      requester: input.requester && {
        mail: input.requester.email,
        name: input.requester.name ?? undefined,
      },
      message: input.message?.text,
      isPrivate: input.isPrivate,
      fromClient: input.author?.type === 'client',
    },
    caller,
  );
}

function rejectPrivateClientMessage({ author, isPrivate }: Common): void {
  if (isPrivate && author?.type === 'client') {
    throw helpdeskError(422, 'validation', '"isPrivate" is not allowed');
  }
}

function helpdeskFieldsOf({ priority, followers, cc, customFields }: Common) {
  return {
    ...(priority !== undefined && { priority }),
    ...(followers && { followers }),
    ...(cc && { cc }),
    ...(customFields && { customFields }),
  };
}

/** `null` unassigns the ticket. */
function assigneeOf(helpDesk: HelpDesk, { assignment }: Common): NamedAgent | null | undefined {
  if (assignment === undefined) return undefined;
  const wanted = assignment?.agent;
  if (!wanted) return null;
  const agent = helpDesk.agent(wanted.ID);
  if (!agent) throw helpdeskError(422, 'validation', '"assignment.agent.ID" is invalid');
  return agent;
}

function groupsOf(helpDesk: HelpDesk, { teamIDs, assignment }: Common): readonly number[] | undefined {
  const wanted = teamIDs ?? (assignment?.team ? [assignment.team.ID] : undefined);
  return wanted?.map((id) => {
    const group = helpDesk.group(id);
    if (!group) throw helpdeskError(422, 'validation', '"teamIDs" is invalid');
    return group.id;
  });
}

function tagsOf(helpDesk: HelpDesk, { tagIDs }: Common): readonly string[] | undefined {
  if (!tagIDs) return undefined;
  const names = helpDesk.tags();
  return [...new Set(tagIDs)].map((id) => {
    const name = names.get(id);
    if (name === undefined) throw helpdeskError(422, 'validation', '"tagIDs" is invalid');
    return name;
  });
}
