import assert from 'node:assert/strict';
import type { TicketNode } from '../../../src/ui/shell/trees/nodes';
import { ticketItem } from '../../../src/ui/tickets/views/ticketItem';
import { WaitRows } from '../../../src/ui/tickets/views/waitRows';
import { FakeClock } from '../support/fakeClock';

const minuteMs = 60_000;

describe('Waits in rows', () => {
  let clock: FakeClock;
  let isVisible: boolean;
  let redrawn: string[][];
  let nodes: readonly (TicketNode & { kind: 'ticket' })[];
  let rows: WaitRows;

  const idOf = (node: TicketNode): string =>
    node.kind === 'ticket' && node.row.kind === 'ticket' ? node.row.ticket.id : '';
  /** @param minutes since the message without an answer; none if it was answered */
  const nodeOf = (id: string, minutes?: number): TicketNode & { kind: 'ticket' } => {
    const since = minutes === undefined ? undefined : clock.now() - minutes * minuteMs;
    const wait = since === undefined ? {} : { since: new Date(since).toISOString() };
    return { kind: 'ticket', key: 'open', row: { kind: 'ticket', ticket: { id, wait }, malformed: [] } };
  };
  const last = (): readonly string[] | undefined => redrawn.at(-1);
  const draw = (): void => {
    for (const node of nodes) rows.of(node);
  };

  beforeEach(() => {
    clock = new FakeClock();
    isVisible = true;
    redrawn = [];
    nodes = [nodeOf('minutes', 5), nodeOf('hours', 150), nodeOf('answered')];
    rows = new WaitRows(clock, {
      isVisible: () => isVisible,
      nodes: () => nodes,
      redraw: (changed) => {
        redrawn.push((changed ?? []).map(idOf));
      },
    });
    draw();
    rows.look();
    clock.advance(0);
  });
  afterEach(() => rows.dispose());

  it('are updated once a minute, and only rows whose text changes are drawn again', () => {
    assert.deepEqual(redrawn, []);
    clock.advance(minuteMs);
    assert.deepEqual(redrawn, [['minutes']]);
    draw();
    clock.advance(30_000);
    rows.look();
    assert.equal(redrawn.length, 1);
    clock.advance(29 * minuteMs + 30_000);
    assert.deepEqual(last(), ['minutes', 'hours']);
  });

  it('are not updated while the view is hidden, and are current once it is shown', () => {
    isVisible = false;
    clock.advance(minuteMs);
    assert.equal(clock.pending, 0);
    clock.advance(10 * minuteMs);
    assert.deepEqual(redrawn, []);
    isVisible = true;
    rows.look();
    clock.advance(0);
    assert.deepEqual(redrawn, [['minutes']]);
  });

  it('are shown in the row, its hover and its accessible name, with a color', () => {
    const drawn = nodes.map((node) => ticketItem(node, clock.now(), new Set(), rows.of(node)));
    const [minutes, hours, answered] = drawn;
    assert.equal(minutes?.description, 'minutes · waiting 5m');
    assert.match(minutes.accessibilityInformation?.label ?? '', /, customer has waited 5 minutes, minutes$/);
    assert.equal(hours?.description, 'hours · waiting 2h');
    assert.ok(typeof hours.tooltip === 'string');
    assert.match(hours.tooltip, /Waiting: customer has waited 2 hours, longer than 60 minutes/);
    assert.deepEqual(
      [rows.of(nodes[0]!)?.color, rows.of(nodes[1]!)?.color],
      [undefined, 'list.warningForeground'],
    );
    assert.equal(answered?.description, 'answered');
  });
});
