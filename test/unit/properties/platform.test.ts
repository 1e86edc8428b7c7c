import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createActions } from '../../../src/core/api/platform/actions';
import { PlatformChats } from '../../../src/core/api/platform/agentChat/chats';
import { PlatformGroups } from '../../../src/core/api/platform/configuration/groups';
import { HelpDeskNames } from '../../../src/core/api/platform/helpdesk/helpDeskNames';
import { HelpDeskWebhooks } from '../../../src/core/api/platform/helpdesk/helpDeskWebhooks';
import { createNoticeReporter, Region, withRegionRetry } from '../../../src/core/api/platform/hosts';
import { PlatformAccount } from '../../../src/core/api/platform/live';
import { decodeV3Failure } from '../../../src/core/api/platform/v3Failure';
import { createPlatformWebhooks } from '../../../src/core/api/platform/configuration/webhooks';
import type { Caller } from '../../../src/core/api/transport';
import type { WebhookApi } from '../../../src/core/domain/connection';
import { failureOf } from '../../../src/core/domain/failure';
import { asJson, badText, badValue, jsonText, many, spoiled } from './support/badValues';
import { agentsOf, type Answers, callerOf, ticketsOf, usually } from './support/platformCallers';
import * as examples from './support/platformExamples';

function webhooksOf(caller: Caller): WebhookApi {
  return createPlatformWebhooks(createActions(caller), new HelpDeskWebhooks(caller), 'client');
}

describe('any response of a platform API', () => {
  const calls: Readonly<Record<string, readonly [malformed: string, (caller: Caller) => Promise<unknown>]>> =
    {
      'a list of tickets': ['/tickets', (caller) => ticketsOf(caller).list({ group: 1, tag: 'Sales' })],
      'the newest tickets': ['/tickets', (caller) => ticketsOf(caller).newest('2026-11-22T10:00:00.000Z')],
      'a later page': ['/tickets', (caller) => ticketsOf(caller).list({}, '3')],
      'a ticket': ['/tickets/*', (caller) => ticketsOf(caller).get(examples.ticketId)],
      'a changed ticket': [
        '/tickets/*',
        (caller) => ticketsOf(caller).update(examples.ticketId, { status: 'open', message: 'Hi' }),
      ],
      'names of agents': ['/agents', (caller) => ticketsOf(caller).list({})],
      'names of teams': ['/teams', (caller) => new HelpDeskNames(caller).listTeams()],
      'names of tags': ['/tags', (caller) => new HelpDeskNames(caller).listTags()],
      'a list of agents': ['list_agents', (caller) => agentsOf(caller).list()],
      'statuses of agents': [
        'list_routing_statuses',
        (caller) => agentsOf(caller).list({ status: 'offline' }),
      ],
      'an agent': ['get_agent', (caller) => agentsOf(caller).get('ada@example.com')],
      'an agent that is changed': [
        'get_agent',
        (caller) =>
          agentsOf(caller).update('ada@example.com', { name: 'Ada', job_title: 'Chief', groups: [1] }),
      ],
      'whose account it is': ['list_agents', (caller) => agentsOf(caller).findByAccount('d24f')],
      groups: ['list_groups', (caller) => new PlatformGroups(createActions(caller)).list()],
      'archived chats': [
        'list_archives',
        (caller) => new PlatformChats(createActions(caller)).list({ running: true }),
      ],
      'running chats': [
        'list_chats',
        (caller) => new PlatformChats(createActions(caller)).list({ running: true }),
      ],
      'a chat': ['get_chat', (caller) => new PlatformChats(createActions(caller)).list({ running: true })],
      webhooks: ['list_webhooks', (caller) => webhooksOf(caller).list()],
      'webhooks of HelpDesk': ['/webhooks', (caller) => webhooksOf(caller).list()],
      'a new webhook': [
        'register_webhook',
        (caller) =>
          webhooksOf(caller).create({
            event: 'chat_started',
            url: 'https://a.example',
          }),
      ],
      'a new webhook of HelpDesk': [
        '/webhooks',
        (caller) => webhooksOf(caller).create({ event: 'ticket_created', url: 'https://a.example' }),
      ],
      organizations: ['/organizations', (caller) => new PlatformAccount(caller).fetchOrganizationId()],
      'the person': ['/accounts/me', (caller) => new PlatformAccount(caller).fetchMe()],
    };
  for (const [name, [end, call]] of Object.entries(calls)) {
    it(`to ${name} is decoded or yields a typed failure`, async () => {
      const header = fc.option(badText, { nil: undefined });
      await fc.assert(
        fc.asyncProperty(fc.oneof(spoiled(usually(end)), badValue), header, async (value, reported) => {
          const answer: Answers = (route) => (route.endsWith(end) ? asJson(value) : usually(route));
          try {
            // Decoded values can be serialized.
            asJson(await call(callerOf(answer, () => reported)));
          } catch (thrown) {
            assert.ok(failureOf(thrown), String(thrown));
          }
        }),
        many,
      );
    });
  }

  /** Lists with a malformed row before a valid one. */
  const lists: Readonly<
    Record<
      string,
      readonly [example: unknown, good: unknown, (malformed: unknown, good: unknown) => Promise<unknown>]
    >
  > = {
    ticket: [
      examples.ticket,
      { ...examples.ticket, ID: '11111111-817a-4935-9d62-137c89a74388', subject: 'GOOD1' },
      async (malformed, good) =>
        (await ticketsOf(callerOf((r) => (r === '/tickets' ? [malformed, good] : usually(r)))).list({})).rows,
    ],
    agent: [
      examples.agent,
      { ...examples.agent, id: 'good@example.com', name: 'GOOD1' },
      (malformed, good) =>
        agentsOf(callerOf((r) => (r.endsWith('list_agents') ? [malformed, good] : usually(r)))).list(),
    ],
    group: [
      examples.groups[0],
      { id: 77, name: 'GOOD1' },
      (malformed, good) => new PlatformGroups(createActions(callerOf(() => [malformed, good]))).list(),
    ],
    team: [
      examples.named[0],
      { ID: 't9', name: 'GOOD1' },
      (malformed, good) => new HelpDeskNames(callerOf(() => [malformed, good])).listTeams(),
    ],
    chat: [
      examples.chat,
      { ...examples.chat, thread: { ...examples.chat.thread, id: 'GOOD1', active: false } },
      async (malformed, good) =>
        (
          await new PlatformChats(createActions(callerOf(() => ({ chats: [malformed, good] })))).list({
            running: false,
          })
        ).rows,
    ],
    webhook: [
      examples.webhooks[0],
      { ...examples.webhooks[0], id: 'GOOD1' },
      (malformed, good) => webhooksOf(callerOf(() => [malformed, good])).list(),
    ],
  };
  for (const [name, [example, good, list]] of Object.entries(lists)) {
    it(`with a malformed ${name} hides no other`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(spoiled(example), badValue), async (malformed) => {
          assert.match(jsonText(await list(asJson(malformed) ?? null, good)), /GOOD1/);
        }),
        many,
      );
    });
  }

  it('with an error yields a failure without the secret, and only a valid region', () => {
    const secret = 'dal:0123456789abcdef';
    const body = fc.oneof(spoiled(examples.refusal), badValue).map((value) => jsonText(value));
    const text = fc.oneof(
      body,
      badText,
      fc.constant(`{"error":{"type":"validation","message":"${secret}"}}`),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 300, max: 599 }), (malformed, status) => {
        const thrown = decodeV3Failure({ status, text: malformed }, [secret]);
        if (!thrown) return;
        assert.ok(failureOf(thrown));
        assert.ok(!JSON.stringify(thrown.failure).includes(secret));
        if ('region' in thrown) assert.match(String(thrown.region), /^[a-z]{2,12}$/);
      }),
      many,
    );
  });

  it('with another region is followed once, and no malformed region reaches a header', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(spoiled(examples.refusal), fc.constant(examples.refusal)),
        async (malformed) => {
          const region = new Region('dal:secret');
          let calls = 0;
          const refusing: Caller = {
            call: () => {
              calls += 1;
              const thrown = decodeV3Failure({ status: 421, text: jsonText(malformed) }, []);
              return thrown
                ? Promise.reject(thrown)
                : Promise.resolve({ status: 200, value: {}, header: () => undefined });
            },
          };
          try {
            await withRegionRetry(refusing, region).call({ method: 'POST', route: '/x' });
          } catch (thrown) {
            assert.ok(failureOf(thrown), String(thrown));
          }
          assert.ok(calls <= 2);
          assert.match(region.headers['X-Region'] ?? 'dal', /^[a-z]{2,12}$/);
        },
      ),
      many,
    );
  });

  it('with a deprecation header yields a day or nothing, reported once', () => {
    fc.assert(
      fc.property(fc.oneof(badText, fc.constant('since 2027-01-31')), badText, (value, route) => {
        const reported: string[] = [];
        const look = createNoticeReporter(
          ({ since }) => reported.push(since),
          () => 'api',
        );
        for (let again = 0; again < 2; again += 1) look(() => value, { route });
        assert.ok(
          reported.length <= 2 && reported.every((since) => /^\d{4}-\d\d-\d\d$/.test(since)),
          reported.join(),
        );
      }),
      many,
    );
  });
});
