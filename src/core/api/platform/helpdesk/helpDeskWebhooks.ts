import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { CallOptions } from '../../../domain/connection';
import { fail, failureOf, type FailureCode } from '../../../domain/failure';
import type { NewWebhook } from '../../../domain/webhook';
import { readArray, nonBlankText, asObject } from '../../decode';
import type { Caller } from '../../transport';

/** docs/livechat-api.md#helpdesk-webhooks */
export const ticketEvent = 'tickets.create';

const webhookRow = v.object({ ID: nonBlankText, url: nonBlankText, eventType: nonBlankText });
const webhookName = 'Desk for LiveChat';
/** Failures that say nothing about whether HelpDesk has webhooks. */
const unrelatedCodes: ReadonlySet<FailureCode> = new Set([
  'unauthorized',
  'cancelled',
  'not-signed-in',
  'rate-limited',
  'network',
  'timeout',
]);
/** Failures that mean that the account has no HelpDesk, or its API no webhooks. */
const unavailableCodes: ReadonlySet<FailureCode> = new Set(['forbidden', 'not-found', 'unsupported']);

/**
 * Webhooks of HelpDesk. Creation and removal are inferred (docs/livechat-api.md#helpdesk-webhooks), so any
 * unexpected response means that webhooks are unavailable for new tickets. Deliveries have no proof of origin: the
 * secret is a random value that is never sent, so no delivery can match it.
 */
export class HelpDeskWebhooks {
  constructor(private readonly caller: Caller) {}

  /** All webhooks, with HelpDesk's event types. @throws FailureError */
  async list(options?: CallOptions): Promise<readonly NewWebhook[]> {
    try {
      return await this.fetchRows(options);
    } catch (thrown) {
      const failure = failureOf(thrown);
      const isMalformed = failure?.code === 'server' && failure.problem !== 'status';
      if (failure && (isMalformed || unavailableCodes.has(failure.code))) return [];
      throw thrown;
    }
  }

  /** @throws FailureError `unsupported` with field `ticket_created` if the webhook cannot be created */
  async create(url: string, options?: CallOptions): Promise<NewWebhook> {
    const body = { name: webhookName, url, eventType: ticketEvent };
    try {
      const request = { method: 'POST', route: '/webhooks', body, secrets: [url] } as const;
      const { value } = await this.caller.call(request, options);
      const id = v.safeParse(nonBlankText, asObject(value)?.ID);
      if (id.success) return { id: id.output, event: ticketEvent, url, secret: randomSecret() };
    } catch (thrown) {
      const code = failureOf(thrown)?.code;
      if (code === undefined || unrelatedCodes.has(code)) throw thrown;
    }
    // It may have been created although the response had no id or was lost.
    const made = (await this.list(options)).find((one) => one.url === url && one.event === ticketEvent);
    return made ?? fail({ code: 'unsupported', field: 'ticket_created' });
  }

  async remove(id: string, options?: CallOptions): Promise<void> {
    const request = { method: 'DELETE', route: '/webhooks/*', ids: [id] } as const;
    await this.caller.call(request, options);
  }

  private async fetchRows(options?: CallOptions): Promise<readonly NewWebhook[]> {
    const { value } = await this.caller.call({ method: 'GET', route: '/webhooks' }, options);
    return readArray(value, 'webhooks').flatMap((item) => {
      const read = v.safeParse(webhookRow, item);
      if (!read.success) return [];
      const { ID: id, url, eventType: event } = read.output;
      return [{ id, url, event, secret: randomSecret() }];
    });
  }
}

function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}
