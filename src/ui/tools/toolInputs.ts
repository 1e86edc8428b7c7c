import type { TicketSnapshot } from '../../core/actions/ticketOutcome';
import { asRecord } from '../../core/base/json';
import type { FieldProblem } from '../../core/domain/input/fieldProblem';
import type { ToolName } from '../../manifest';

const ticketParts = ['requester', 'requester.mail', 'requester.name', 'assignee', 'assignee.id'] as const;
const ticketSource = ['source', 'source.type', 'source.url'] as const;

/**
 * The fields of each tool's input as in `inputSchema` of the manifest, parts after a dot. The editor does not check an
 * input against the schema (docs/behaviour.md), and the commands that the tools share accept more.
 */
export const toolFields: Readonly<Record<ToolName, readonly string[]>> = {
  livechat_list_tickets: [
    ...['dateFrom', 'dateTo', 'page', 'assigned', 'order', 'status', 'assignee', 'query', 'requesterMail'],
    ...['group', 'source', 'tag', 'tagged'],
  ],
  livechat_get_ticket: ['ticketId'],
  livechat_create_ticket: ['message', 'subject', ...ticketParts, ...ticketSource, 'groups', 'tags'],
  livechat_update_ticket: [
    ...['ticketId', 'message', 'private', 'subject', 'status', 'tags'],
    ...ticketParts,
    ...ticketSource,
  ],
  livechat_list_agents: ['status'],
  livechat_create_agent: [
    ...['login', 'name', 'login_status', 'job_title', 'permission', 'password', 'max_chats_count', 'groups'],
  ],
  livechat_delete_agent: ['login'],
  livechat_recent_events: ['kind', 'group', 'limit'],
  livechat_list_chats: ['view'],
  livechat_get_chat: ['chatId', 'threadId'],
  livechat_send_chat_message: ['chatId', 'message', 'private'],
};

/** A problem for each field of the input, and each object in a list, that the tool's schema does not have. */
export function unknownFields(tool: ToolName, input: unknown, path = ''): FieldProblem[] {
  return Object.entries(asRecord(input)).flatMap(([key, value]): FieldProblem[] => {
    const field = path + key;
    if (value === undefined) return [];
    if (!toolFields[tool].includes(field)) return [{ field, code: 'unknown-field' }];
    // No list holds objects, so that an input is never nested deeper than its schema.
    if (Array.isArray(value)) {
      return value.some((item) => typeof item === 'object') ? [{ field, code: 'not-text' }] : [];
    }
    return unknownFields(tool, value, `${field}.`);
  });
}

/** The questions that are remembered; the oldest is forgotten, so that its input counts as not confirmed. */
const most = 200;

/** What was found about an input before its tool may run. */
export interface Confirmation {
  /** Id of the account that the question named; `undefined` if none was signed in, so that nothing was asked. */
  readonly account: string | undefined;
  /** Why the operation would fail whatever a person answers, so that nothing was asked: it must not run. */
  readonly refusal?: Error;
  /** See `Question`. */
  readonly base?: TicketSnapshot;
}

/**
 * What was asked about each input. The editor passes nothing from a question to the invocation but the input, so the input
 * identifies it, and it does not report a question that was declined.
 */
export class Confirmations {
  private asked: { readonly key: string; readonly confirmation: Confirmation }[] = [];

  /** Replaces what was found about this input in another account, and a refusal and questions replace each other. */
  add(input: object, confirmation: Confirmation): void {
    const key = keyOf(input);
    const isSame = (one: Confirmation): boolean =>
      one.account === confirmation.account && one.refusal === undefined && confirmation.refusal === undefined;
    this.asked = this.asked.filter((one) => one.key !== key || isSame(one.confirmation));
    this.asked.push({ key, confirmation });
    if (this.asked.length > most) this.asked.shift();
  }

  /** What was found about this input last, for one invocation; `undefined` if it was not prepared. */
  take(input: object): Confirmation | undefined {
    const key = keyOf(input);
    const index = this.asked.findLastIndex((one) => one.key === key);
    return index === -1 ? undefined : this.asked.splice(index, 1)[0]?.confirmation;
  }
}

/** JSON that does not depend on the order of keys. */
function keyOf(input: object): string {
  return JSON.stringify(input, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
