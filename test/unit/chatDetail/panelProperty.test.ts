import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LiveModel } from '../../../src/ui/chatDetail/live/liveModel';
import { runs } from '../properties/support/badValues';
import { allSteps, anyStep, chatSteps, StepRunner, type Step } from './support/chatSteps';
import { PanelBench } from './support/panelBench';
import type { CallFate, PushFate } from './support/unreliableNetwork';

const some = { numRuns: runs } as const;
const pushFates = fc.array(
  fc.constantFrom<PushFate>('arrives', 'arrives', 'arrivesTwice', 'isLate', 'isLost'),
  {
    minLength: 1,
    maxLength: 8,
    size: 'max',
  },
);
const callFates = fc.array(
  fc.constantFrom<CallFate>(
    'isAnswered',
    'isAnswered',
    'isAnsweredLate',
    'isLost',
    'isRefused',
    'neverArrives',
  ),
  { minLength: 1, maxLength: 8, size: 'max' },
);

/** The panel of a chat whose pushes and responses arrive late, in any order, or never. */
describe('the panel of a running chat', () => {
  it('equals LiveChat’s thread after a reconnect, whatever was lost, late, repeated or swapped', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyStep(allSteps), { maxLength: 25, size: 'max' }),
        pushFates,
        callFates,
        async (steps, pushes, calls) => {
          await withBench(async (bench) => {
            bench.network.pushFates = pushes;
            bench.network.callFates = calls;
            const { sent } = await runAll(bench, steps);
            bench.network.cut();
            bench.network.recover();
            await bench.settle();
            await bench.connect();
            await bench.settle();
            await bench.pass(60_000);
            equalsThread(bench);
            sentOnce(bench, sent);
          });
        },
      ),
      some,
    ));

  it('follows the thread without a reconnect while all pushes arrive, some twice', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyStep(chatSteps), { maxLength: 25, size: 'max' }),
        fc.array(fc.constantFrom<PushFate>('arrives', 'arrivesTwice'), { minLength: 1, maxLength: 5 }),
        async (steps, pushes) => {
          await withBench(async (bench) => {
            bench.network.pushFates = pushes;
            const { sent } = await runAll(bench, steps, () => equalsThread(bench));
            await bench.pass(60_000);
            equalsThread(bench);
            sentOnce(bench, sent);
          });
        },
      ),
      some,
    ));

  it('has every message in order once late pushes are there, in whatever order they come', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyStep(['customerWrites', 'agentWrites', 'agentNotes', 'eventIsDeleted', 'personSends']), {
          ...{ maxLength: 25, size: 'max' },
        }),
        fc.array(fc.constantFrom<PushFate>('arrives', 'isLate'), { minLength: 1, maxLength: 8, size: 'max' }),
        async (steps, pushes) => {
          await withBench(async (bench) => {
            const runner = new StepRunner(bench);
            for (const agent of [0, 1]) await runner.run({ do: 'agentJoins', agent, isHidden: false });
            bench.network.pushFates = pushes;
            await runAll(bench, steps);
            bench.network.recover();
            await bench.pass(60_000);
            assert.deepEqual(messagesOf(bench.panel.events), expectedMessages(bench.sandbox, bench.chatId));
          });
        },
      ),
      some,
    ));
});

async function withBench(test: (bench: PanelBench) => Promise<void>): Promise<void> {
  const bench = await PanelBench.open();
  try {
    await test(bench);
  } finally {
    bench.dispose();
  }
}

/** Runs steps, and checks after each that the customer’s view has nothing private. */
async function runAll(
  bench: PanelBench,
  steps: readonly Step[],
  check: () => void = () => undefined,
): Promise<StepRunner> {
  const runner = new StepRunner(bench);
  const privacy = new Privacy(bench);
  for (const step of steps) {
    await runner.run(step);
    privacy.check();
    check();
  }
  return runner;
}

/** Knows what the customer has ever seen. */
class Privacy {
  private readonly seen: string[] = [];

  constructor(private readonly bench: PanelBench) {
    this.check();
  }

  check(): void {
    const { sandbox, chatId, customersPanel } = this.bench;
    this.seen.push(JSON.stringify(sandbox.chats.customerView(chatId)));
    const { events, announcement, view } = customersPanel;
    const shown = JSON.stringify([events, announcement, view.live?.typing, view.live?.peek]);
    assert.ok(!shown.includes('secret'), shown);
    for (const login of sandbox.logins) {
      for (const word of [login, sandbox.nameOf(login)]) {
        const isKnown = word !== login && this.seen.some((text) => text.includes(word));
        assert.ok(isKnown || !shown.includes(word), `${word} is in ${shown}`);
      }
    }
  }
}

/** The panel has LiveChat’s events, and looks like a panel that is opened now. */
function equalsThread({ panel, customersPanel, sandbox, chatId, fresh }: PanelBench): void {
  const newest = newestOf(panel, sandbox.platform.chats.ofChat(chatId).at(-1)?.threadId);
  assert.deepEqual(messagesOf(newest), expectedMessages(sandbox, chatId));
  const opened = fresh();
  assert.deepEqual(shownBy(panel, newest), shownBy(opened, opened.events));
  opened.dispose();
  const ids = sandbox.chats.events(chatId).map(({ id }) => id);
  const { events, agents } = sandbox.chats.customerView(chatId);
  const shown = customersPanel.events.filter(({ key = '' }) => ids.includes(key));
  assert.deepEqual(
    shown.map(({ key }) => key),
    events.map(({ id }) => id).filter((id) => ids.includes(id)),
  );
  if (customersPanel.view.chat?.status.value === 'ended') return;
  assert.deepEqual(agentsIn(customersPanel), agents.flatMap(({ name, id }) => [name, id]).sort());
}

/** Without messages that were not sent. LiveChat does not say in what order it lists agents. */
function shownBy({ title, view }: LiveModel, events: LiveModel['events']) {
  const { chat, live } = view;
  const sections = chat?.sections.map(({ facts, ...section }) => ({
    ...section,
    facts: facts.filter(({ label }) => label !== 'Agents'),
  }));
  return {
    ...{ title, chat: { ...chat, sections }, actions: live?.actions },
    agents: agentsIn({ view }),
    events: sentOf(events),
  };
}

function agentsIn({ view: { chat } }: Pick<LiveModel, 'view'>): readonly string[] {
  const facts = chat?.sections.flatMap((section) => section.facts) ?? [];
  return facts.flatMap(({ label, texts }) => (label === 'Agents' ? texts : [])).toSorted();
}

function sentOf(events: LiveModel['events']): LiveModel['events'] {
  return events.filter(({ delivery }) => delivery?.state !== 'failed' && delivery?.state !== 'sending');
}

/** The newest thread. Those that were shown before stay above it, each under a heading. */
function newestOf({ events }: LiveModel, threadId: string | undefined): LiveModel['events'] {
  return events.slice(1 + events.findIndex(({ key }) => key === threadId));
}

const deletedText = '(deleted)';

function messagesOf(events: LiveModel['events']) {
  return sentOf(events).map(({ key, isPrivate, kind, text, line = '', source }) => ({
    ...{ key, isPrivate },
    // Forms have their answers as text.
    text:
      kind === 'message'
        ? source
          ? ''
          : text
        : /^A message of .* was deleted\.$/.test(line)
          ? deletedText
          : '',
  }));
}

/** What the thread has, independent of how the client decodes it. */
function expectedMessages({ chats }: PanelBench['sandbox'], chatId: string) {
  return chats.events(chatId).map(({ id, custom_id: customId, visibility, type, text, deleted }) => ({
    key: customId ?? id,
    isPrivate: visibility === 'agents',
    text: deleted ? deletedText : type === 'message' ? text : '',
  }));
}

/** Nothing is lost, and nothing is there twice: neither in the thread nor in the panel. */
function sentOnce({ sandbox, chatId, panel }: PanelBench, sent: StepRunner['sent']): void {
  const threads = sandbox.platform.chats.ofChat(chatId);
  const texts = threads.flatMap(({ log }) => log.all()).map((event) => event.text);
  for (const { text } of sent) {
    const inThread = texts.filter((one) => one === text).length;
    const inPanel = panel.events.filter((one) => one.text === text).length;
    assert.ok(inThread <= 1, `${text} was sent ${inThread} times`);
    assert.ok(inPanel <= 1, `${text} is shown ${inPanel} times`);
    assert.ok(inThread + inPanel > 0 || threads.length > 1, `${text} is lost`);
  }
}
