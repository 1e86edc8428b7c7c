import assert from 'node:assert/strict';
import { callKindOf } from '../../../src/core/domain/callCost';

describe('callKindOf', () => {
  const kinds: Readonly<Record<string, string>> = {
    '/tickets': 'tickets',
    '/tickets/*/tags': 'tickets',
    '/tickets/*/silo': 'tickets',
    '/agents/*': 'agents',
    '/v3.6/configuration/action/list_agents': 'agents',
    '/v3.6/agent/action/list_routing_statuses': 'agents',
    '/v3.6/agent/action/list_archives': 'chats',
    '/v3.6/agent/action/list_chats': 'chats',
    '/chats': 'chats',
    '/groups': 'groups',
    '/teams': 'groups',
    '/v3.6/configuration/action/list_tags': 'tags',
    '/tags': 'tags',
    '/webhooks/*': 'webhooks',
    '/v3.6/configuration/action/enable_license_webhooks': 'webhooks',
    '/accounts/me': 'account',
    '/organizations': 'account',
    '/token': 'account',
    '/something/new': 'other',
    '': 'other',
  };
  for (const [route, kind] of Object.entries(kinds)) {
    it(`${route || 'an empty route'}: ${kind}`, () => assert.equal(callKindOf(route), kind));
  }
});
