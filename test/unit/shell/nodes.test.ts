import assert from 'node:assert/strict';
import type { TicketRow } from '../../../src/core/domain/ticket';
import {
  agentNodes,
  agentOf,
  isTreeNode,
  type TicketNode,
  ticketNodes,
  ticketsOf,
} from '../../../src/ui/shell/trees/nodes';

function ticketNode(id: string, key: 'open' | 'all' = 'open'): TicketNode {
  const row: TicketRow = { kind: 'ticket', ticket: { id }, malformed: [] };
  return ticketNodes.add({ kind: 'ticket', key, row });
}

describe('tree nodes', () => {
  it('give the tickets of all selected nodes if the clicked node is one of them', () => {
    const [first, second, other] = [ticketNode('A'), ticketNode('B'), ticketNode('C')];
    assert.deepEqual(ticketsOf(first, [first, second]), [{ id: 'A' }, { id: 'B' }]);
    assert.deepEqual(ticketsOf(other, [first, second]), [{ id: 'C' }]);
  });

  it('give a ticket that is selected in two lists once', () => {
    const [open, all] = [ticketNode('A'), ticketNode('A', 'all')];
    assert.deepEqual(ticketsOf(open, [open, all]), [{ id: 'A' }]);
  });

  it('give nothing for an unreadable row, another kind of node or a node of another view', () => {
    const unreadable = ticketNodes.add({
      kind: 'ticket',
      key: 'open',
      row: { kind: 'unreadable', key: 'x' },
    });
    const more = ticketNodes.add({ kind: 'more', key: 'open', left: 1, busy: false });
    const agent = agentNodes.add({
      kind: 'agent',
      row: { kind: 'agent', agent: { login: 'a@b.test' }, malformed: [] },
    });
    assert.deepEqual(
      [unreadable, more, agent].flatMap((node) => ticketsOf(node)),
      [],
    );
    assert.deepEqual(agentOf(agent), { login: 'a@b.test' });
    assert.equal(agentOf(more), undefined);
  });

  it('are known by identity: an equal object is an argument', () => {
    const node = ticketNode('A');
    assert.equal(isTreeNode(node), true);
    assert.equal(isTreeNode({ ...node }), false);
    assert.deepEqual(ticketsOf({ ...node }), []);
  });
});
