import * as v from 'valibot';
import type { CallOptions } from '../../../domain/connection';
import { fail } from '../../../domain/failure';
import { readArray, nonBlankText, listOf, text } from '../../decode';
import type { Caller } from '../../transport';

const organization = v.object({
  organization_id: nonBlankText,
  products: v.fallback(v.optional(listOf(v.object({ product: text }))), undefined),
});
const me = v.object({ email: nonBlankText, name: v.fallback(v.optional(text), undefined) });

/** The person's account and organization (docs/livechat-api.md#global-accounts). */
export class PlatformAccount {
  constructor(private readonly caller: Caller) {}

  /**
   * `GET /organizations`: the one with LiveChat among several, else the first.
   * @throws FailureError `not-found` if the account is in no organization
   */
  async fetchOrganizationId(options?: CallOptions): Promise<string> {
    const { value } = await this.caller.call({ method: 'GET', route: '/organizations' }, options);
    const all = readArray(value, 'organizations').flatMap((item) => {
      const read = v.safeParse(organization, item);
      return read.success ? [read.output] : [];
    });
    const ours = all.find(({ products = [] }) => products.some(({ product }) => product === 'LiveChat'));
    return (ours ?? all[0])?.organization_id ?? fail({ code: 'not-found' });
  }

  async fetchMe(options?: CallOptions): Promise<{ readonly login: string; readonly name?: string }> {
    const { value } = await this.caller.call({ method: 'GET', route: '/accounts/me' }, options);
    const read = v.safeParse(me, value);
    if (!read.success) return fail({ code: 'server', problem: 'shape', status: 200, reasons: [] });
    const { email, name } = read.output;
    return { login: email, ...(name !== undefined && { name }) };
  }
}
