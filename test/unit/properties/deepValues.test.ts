import assert from 'node:assert/strict';
import { createClassicChats } from '../../../src/core/api/classic/chats';
import { classicDeliveries } from '../../../src/core/api/classic/deliveries';
import { ClassicTickets } from '../../../src/core/api/classic/tickets';
import { createActions } from '../../../src/core/api/platform/actions';
import { PlatformChats } from '../../../src/core/api/platform/agentChat/chats';
import { decodeLiveChat } from '../../../src/core/api/platform/agentChat/liveChatShape';
import { platformDeliveries } from '../../../src/core/api/platform/configuration/webhooks';
import type { Caller } from '../../../src/core/api/transport';
import { failureOf } from '../../../src/core/domain/failure';
import { leavesOf, type Path } from '../support/leaves';
import * as examples from './support/examples';
import { agentsOf, callerOf, ticketsOf, usually } from './support/platformCallers';

const levels = 10_000;

function deep(wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}
const deepValues = [
  deep((inner) => [inner]),
  deep((inner) => ({ a: inner })),
  deep((inner) => [{ a: inner }]),
];

/** A copy with another value at one path. */
function withValue(value: unknown, [key, ...rest]: Path, inner: unknown): unknown {
  if (key === undefined) return inner;
  if (Array.isArray(value)) {
    return value.map((each: unknown, at) => (at === key ? withValue(each, rest, inner) : each));
  }
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [key]: withValue(object[key], rest, inner) };
}

function classic(value: unknown): Caller {
  return { call: () => Promise.resolve({ status: 200, value, header: () => undefined }) };
}

const platform =
  (end: string, call: (caller: Caller) => Promise<unknown>) =>
  (value: unknown): Promise<unknown> =>
    call(callerOf((route) => (route.endsWith(end) ? value : usually(route))));

const decoders: Readonly<Record<string, readonly [example: unknown, decode: (value: unknown) => unknown]>> = {
  'a list of classic tickets': [examples.ticketList, (value) => new ClassicTickets(classic(value)).list({})],
  'classic chats': [examples.chatList, (value) => createClassicChats(classic(value)).list({})],
  'a delivered chat': [examples.chatDelivery, (value) => classicDeliveries.decode(value)],
  'a delivered ticket': [examples.ticketDelivery, (value) => classicDeliveries.decode(value)],
  'a ticket': [usually('/tickets/*'), platform('/tickets/*', (caller) => ticketsOf(caller).get('x'))],
  'an agent': [usually('get_agent'), platform('get_agent', (caller) => agentsOf(caller).get('a@b.test'))],
  'archived chats': [
    usually('list_archives'),
    platform('list_archives', (caller) => new PlatformChats(createActions(caller)).list({ running: true })),
  ],
  'a running chat': [usually('get_chat'), decodeLiveChat],
  'a delivery of a platform account': [
    { action: 'incoming_chat', secret_key: 's', payload: { chat: usually('get_chat') } },
    (value) => platformDeliveries.decode(value),
  ],
};

describe('a value that is nested thousands of levels deep', () => {
  for (const [name, [example, decode]] of Object.entries(decoders)) {
    it(`is decoded or yields a typed failure anywhere in ${name}`, async () => {
      const paths = leavesOf(example);
      const unknownKeys = paths.map((path) => [...path.slice(0, -1), 'unknown_key']);
      assert.ok(paths.length > 3);
      for (const path of [...paths, ...unknownKeys]) {
        for (const value of deepValues) {
          try {
            await decode(withValue(example, path, value));
          } catch (thrown) {
            assert.ok(failureOf(thrown), `${path.join('.')}: ${String(thrown)}`);
          }
        }
      }
    });
  }
});
