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

/** A problem for each field of the input that the tool's schema does not have. */
export function unknownFields(tool: ToolName, input: unknown, path = ''): FieldProblem[] {
  return Object.entries(asRecord(input)).flatMap(([key, value]): FieldProblem[] => {
    const field = path + key;
    if (value === undefined) return [];
    if (!toolFields[tool].includes(field)) return [{ field, code: 'unknown-field' }];
    return unknownFields(tool, value, `${field}.`);
  });
}

/** The questions that are remembered; the oldest is forgotten, so that its input counts as not confirmed. */
const most = 200;

/**
 * The account that each question named. The editor passes nothing from a question to the invocation but the input, so
 * the input identifies it, and it does not report a question that was declined.
 */
export class ConfirmedAccounts {
  private asked: { readonly key: string; readonly account: string | undefined }[] = [];

  /**
   * Replaces questions about this input that named another account: they were declined, or are out of date.
   * @param account its id; `undefined` if none was signed in, so that nothing was asked
   */
  add(input: object, account: string | undefined): void {
    const key = keyOf(input);
    this.asked = this.asked.filter((one) => one.key !== key || one.account === account);
    this.asked.push({ key, account });
    if (this.asked.length > most) this.asked.shift();
  }

  /** The question about this input, for one invocation; `undefined` if there was none. */
  take(input: object): { readonly account: string | undefined } | undefined {
    const key = keyOf(input);
    const index = this.asked.findIndex((one) => one.key === key);
    return index === -1 ? undefined : this.asked.splice(index, 1)[0];
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
