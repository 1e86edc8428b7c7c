import assert from 'node:assert/strict';
import { HelpDeskNames } from '../../../src/core/api/platform/helpdesk/helpDeskNames';
import { HelpDeskTickets } from '../../../src/core/api/platform/helpdesk/tickets';
import type { Caller } from '../../../src/core/api/transport';
import type { CallOptions } from '../../../src/core/domain/connection';

const id = '11111111-2222-3333-4444-555555555555';
const ticket = { ID: id, subject: 'Hello', tagIDs: ['t1'], teamIDs: ['m1'] };
const lists: Readonly<Record<string, unknown>> = {
  '/tags': [{ ID: 't1', name: 'vip' }],
  '/teams': [{ ID: 'm1', name: 'Sales' }],
  '/tickets/*': ticket,
  '/tickets': [ticket],
};

describe('lookups of team and tag names', () => {
  let calls: { readonly route: string; readonly priority: CallOptions['priority'] }[];
  let held: (() => void)[] | undefined;
  let tickets: HelpDeskTickets;

  beforeEach(() => {
    calls = [];
    held = undefined;
    const caller: Caller = {
      call: async ({ route }, { priority } = {}) => {
        calls.push({ route, priority });
        if (held && priority === 'background') await new Promise<void>((go) => held?.push(go));
        return { status: 200, value: lists[route], header: () => undefined };
      },
    };
    tickets = new HelpDeskTickets(caller, new HelpDeskNames(caller));
  });
  const routes = (): string[] => calls.map(({ route }) => route);
  const background: CallOptions = { priority: 'background' };

  it('are background calls for a ticket read in the background', async () => {
    await tickets.get(id, background);
    assert.deepEqual(routes(), ['/tickets/*', '/teams', '/tags']);
    assert.deepEqual([...new Set(calls.map(({ priority }) => priority))], ['background']);
  });

  it('are background calls for a list read in the background', async () => {
    await tickets.list({}, undefined, background);
    assert.deepEqual([...new Set(calls.map(({ priority }) => priority))], ['background']);
  });

  it('are not made for a call with cached names only', async () => {
    const { tags } = await tickets.get(id, { ...background, cachedNamesOnly: true });
    assert.deepEqual([routes(), tags], [['/tickets/*'], []]);
  });

  it('do not wait in the background when an interactive call needs them', async () => {
    await tickets.get(id, { ...background, cachedNamesOnly: true });
    held = [];
    const turn = () => new Promise((done) => setImmediate(done));
    const inBackground = tickets.get(id, background);
    await turn();
    for (const go of held.splice(0)) go();
    await turn();
    assert.equal(held.length, 2, 'both names wait');
    const { tags } = await tickets.get(id);
    assert.deepEqual(tags, ['vip']);
    for (const go of held.splice(0)) go();
    await inBackground;
    calls.length = 0;
    await tickets.get(id);
    assert.deepEqual(routes(), ['/tickets/*'], 'they are kept');
  });
});
