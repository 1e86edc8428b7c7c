import type {
  TicketSnapshot,
  TicketConflict,
  TicketUpdateOptions,
  TicketUpdateResult,
} from '../../../../src/core/actions/ticketOutcome';
import { classicCapabilities } from '../../../../src/core/domain/capabilities';
import type { Ticket } from '../../../../src/core/domain/ticket';
import type { TicketChangeInput } from '../../../../src/core/domain/input/ticketInput';
import type { FormSpec, FormValues } from '../../../../src/protocol/form';
import { DetailModel } from '../../../../src/ui/ticketDetail/detailModel';
import type {
  DetailPorts,
  DetailFields,
  DetailMessages,
  KnownTicket,
} from '../../../../src/ui/ticketDetail/detailPorts';
import { memoryDraft } from '../../stores/support/memoryDraft';
import { ManualFetch } from '../../stores/support/manualFetch';
import { noTiming } from '../../support/replyTiming';

export const ticket: Ticket = {
  id: 'A1',
  subject: 'Zipper',
  status: 'open',
  modified: '2026-01-01T00:00:00.000Z',
  groups: [],
  tags: [],
  events: [{ type: 'message', message: 'Hello' }],
};

const spec: FormSpec = {
  id: 'test',
  title: '',
  submitLabel: '',
  labels: { required: '', saving: '', startOver: '', restored: '', problems: '', fault: '', waiting: '' },
  fields: [
    { kind: 'multiline', name: 'message', label: 'Message' },
    { kind: 'checkbox', name: 'private', label: 'Private' },
    { kind: 'text', name: 'status', label: 'Status' },
    { kind: 'text', name: 'subject', label: 'Subject' },
  ],
};

export const fields: DetailFields = {
  specOf: () => spec,
  initialOf: ({ status = '', subject = '' }) => ({ message: '', private: false, status, subject }),
  withValues: (of, values) => ({ ...of, ...values }),
  read: (part, ticketId, { initial, values: { message, status, subject } }) => {
    if (part === 'reply') {
      if (message === '') return [{ field: 'message', text: 'required' }];
      return { ticketId, change: { message: String(message) } };
    }
    return {
      ticketId,
      change: {
        ...(status !== initial.status && { status: 'solved' }),
        ...(subject !== initial.subject && { subject: String(subject) }),
      },
    };
  },
};

export const messages: DetailMessages = {
  problem: (why) => ({
    kind: why === 'otherAccount' ? why : 'failed',
    title: '',
    text: typeof why === 'string' ? why : why.code,
    actions: [],
  }),
  refusal: (_part, _spec, why) => (typeof why === 'string' ? why : why.code),
  saved: (part, content) => `saved ${part} ${content}`,
  warnings: (_spec, warnings) => warnings.map(({ kind }) => kind).join(),
  lost: (_spec, { why, missing }) => `lost ${why.code} ${missing.join()}`,
  conflict: (_spec, names) => ({ text: names.join(), choices: [] }),
  changedElsewhere: () => 'changed elsewhere',
  keptCurrentValues: () => 'current',
  keptEditing: () => 'kept',
  readBefore: (readAt) => `read at ${readAt}`,
  changed: (content) => `changed ${content}`,
};

/** A model whose ticket, responses, account and time the test provides. */
export function openModel(drafted?: FormValues, base?: FormValues, more: Partial<DetailPorts> = {}) {
  const reads = new ManualFetch<string, TicketSnapshot>();
  const updates = new ManualFetch<
    { input: TicketChangeInput; options: TicketUpdateOptions },
    TicketUpdateResult
  >();
  const world = {
    account: 'mine' as string | undefined,
    now: 1000,
    draft: drafted,
    base,
    draftedAt: 500,
    compared: [] as TicketConflict[],
    decided: 0,
    logged: [] as unknown[],
    known: undefined as KnownTicket | undefined,
  };
  const model = new DetailModel(
    { account: 'mine', ticketId: 'A1' },
    {
      account: () => world.account,
      actions: {
        read: (id) => reads.fetch(id),
        update: (input, options) => updates.fetch({ input, options }),
      },
      choices: () =>
        Promise.resolve({
          agents: undefined,
          groups: undefined,
          tags: undefined,
          can: classicCapabilities,
        }),
      known: () => Promise.resolve(world.known),
      fields,
      messages,
      drafts: memoryDraft({
        get input() {
          return { values: world.draft ?? {}, ...(world.base && { base: world.base }) };
        },
        set input({ values, base: shown }) {
          world.draft = Object.keys(values).length > 0 ? values : undefined;
          world.base = shown;
        },
        get at() {
          return world.draftedAt;
        },
        set at(at) {
          world.draftedAt = at;
        },
      }),
      ...noTiming(),
      ...more,
      now: () => world.now,
      log: (thrown) => world.logged.push(thrown),
      compare: (conflict) => world.compared.push(conflict),
      decided: () => world.decided++,
    },
  );
  return { model, world, reads, updates };
}

/** The same with its ticket loaded. */
export async function shownModel(drafted?: FormValues, base?: FormValues, more?: Partial<DetailPorts>) {
  const opened = openModel(drafted, base, more);
  void opened.model.start();
  await (await opened.reads.last()).answer({ ticket, readAt: 1000 });
  return opened;
}
