import * as v from 'valibot';
import { action, type Actions } from '../../action';
import { notFound, wrongFormat } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { hasAccess } from '../access';
import { customerUser } from '../chatShapes';
import { isActive, type Thread } from '../chatStore';
import { endThread } from '../live/lifecycle';
import { postSystemMessage } from '../live/postEvent';
import { publishAboutCustomer } from '../live/publish';

/** Actions on customers who have chatted. Others are unknown to the sandbox. */
export function customerActions(platform: PlatformState): Actions {
  const lastThreadOf = (customerId: string): Thread => {
    const thread = platform.chats.threads().findLast((one) => one.customerId === customerId);
    if (!thread) throw notFound('Customer');
    return thread;
  };

  return {
    get_customer: action(v.object({ id: v.string() }), ['customers:ro', 'customers:rw'], ({ id }) =>
      customerUser(platform, lastThreadOf(id)),
    ),

    list_customers: action(
      v.object({ limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 10) }),
      ['customers:ro', 'customers:rw'],
      ({ limit }, { agent, token }) => {
        const last = platform.chats
          .chats()
          .flatMap((threads) => threads.at(-1) ?? [])
          .filter((thread) => hasAccess(thread, agent, token.scopes))
          .reverse();
        return {
          customers: last.slice(0, limit).map((thread) => customerUser(platform, thread)),
          total_customers: last.length,
        };
      },
    ),

    update_customer: action(
      v.object({
        id: v.string(),
        name: v.optional(v.string()),
        email: v.optional(v.pipe(v.string(), v.email())),
        phone_number: v.optional(v.string()),
        session_fields: v.optional(v.array(v.record(v.string(), v.string()))),
      }),
      ['customers:rw'],
      ({ id, name, email, ...others }, { agent }) => {
        const thread = lastThreadOf(id);
        const changed = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
        if (Object.keys(changed).length + Object.keys(others).length === 0) throw wrongFormat();
        const { chat } = thread;
        chat.visitor = { ...chat.visitor, ...changed };
        thread.customer = { ...thread.customer, ...others };
        publishAboutCustomer(platform, thread, 'customer_updated', {
          ...{ id, type: 'customer', ...changed, ...others },
        });
        const what = [name !== undefined && 'name', email !== undefined && 'email'].filter(
          (one) => one !== false,
        );
        if (what.length === 0 || !isActive(thread)) return undefined;
        const variables = {
          initiator: agent.name,
          ...(name !== undefined && { customer_name: name }),
          ...(email !== undefined && { customer_email: email }),
        };
        const to = Object.keys(variables)
          .slice(1)
          .map((key) => `%${key}%`);
        const text = `%initiator% has changed customer's ${what.join(' and ')} to ${to.join(', ')}`;
        // As in the sample, customers do not see it.
        postSystemMessage(platform, thread, 'customer_updated', text, variables, 'agents');
        return undefined;
      },
    ),

    ban_customer: action(
      v.object({ id: v.string(), ban: v.object({ days: v.pipe(v.number(), v.minValue(1)) }) }),
      ['customers.ban:rw'],
      ({ id, ban }, { agent }) => {
        const thread = lastThreadOf(id);
        publishAboutCustomer(platform, thread, 'customer_banned', { customer_id: id, ban });
        endThread(platform, thread, {
          type: 'customer_banned',
          text: 'Chat archived because customer was banned by %agent% for %duration% day(s)',
          variables: { agent: agent.name, duration: String(ban.days) },
          agent,
        });
        return undefined;
      },
    ),
  };
}
