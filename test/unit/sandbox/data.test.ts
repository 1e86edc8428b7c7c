import assert from 'node:assert/strict';
import { cpuUsage } from 'node:process';
import { hostileTexts } from '../support/hostileData';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { shortId } from '../../../src/sandbox/data/random';
import { startTestSandbox } from '../support/testSandbox';
import { FakeClock } from '../support/fakeClock';
import { TestBench, type TicketPage, type TicketRow } from './testBench';

describe('sandbox data', () => {
  const inSandbox = async <T>(
    options: Parameters<typeof TestBench.start>[0],
    work: (bench: TestBench) => Promise<T>,
  ) => {
    const bench = await TestBench.start(options);
    try {
      return await work(bench);
    } finally {
      await bench.sandbox.dispose();
    }
  };
  const everything = async (bench: TestBench) => [
    bench.sandbox.credentials,
    ...(await Promise.all(
      ['/tickets', '/tickets?page=3', '/agents', '/groups', '/chats'].map((path) => bench.get(path)),
    )),
  ];

  it('depends only on the seed', async () => {
    const first = await inSandbox({ seed: 5 }, everything);
    assert.deepEqual(await inSandbox({ seed: 5 }, everything), first);
    assert.notDeepEqual(await inSandbox({ seed: 6 }, everything), first);
  });

  it('has the requested number of tickets and agents, each with a unique id', async () => {
    await inSandbox({ tickets: 300, agents: 400 }, async (bench) => {
      assert.equal((await bench.get<TicketPage>('/tickets')).total, 300);
      const agents = await bench.get<{ login: string }[]>('/agents');
      assert.equal(new Set(agents.map(({ login }) => login)).size, 400);
      assert.ok(agents.every(({ login }) => /^[a-z]+(\.[a-z]+)?@harborpine\.example$/.test(login)));
    });
  });

  it('covers six languages and every status, source and tag state', async () => {
    await inSandbox({ hostile: false }, async (bench) => {
      const rows = await bench.allTickets();
      const said = rows.map((row) => row.subject + row.events.map((event) => event.message).join(' '));
      const scripts = [
        /\bthe\b/,
        /\b(não|Olá|pedido)\b/u,
        /[äöüß„]/,
        /[łśżźąę]/,
        /[ぁ-ん]/,
        /[\u0600-\u06ff]/,
      ];
      for (const script of scripts)
        assert.ok(
          said.some((text) => script.test(text)),
          String(script),
        );
      const different = (of: (row: TicketRow) => string) => new Set(rows.map(of)).size;
      assert.equal(
        different(({ status }) => status),
        4,
      );
      assert.equal(
        different(({ source }) => source.type),
        6,
      );
      assert.ok(different(({ assignee }) => assignee?.id ?? '') > 5);
      assert.ok(rows.some(({ events }) => events.length > 4));
    });
  });

  it('has no date in the future and no event before its ticket', async () => {
    await inSandbox({}, async (bench) => {
      for (const { events } of await bench.allTickets()) {
        const dates = events.map(({ date }) => date);
        assert.deepEqual(
          dates,
          [...dates].sort((a, b) => a - b),
        );
        assert.ok(dates.every((date) => date < bench.clock.now() / 1000));
      }
    });
  });

  it('has plain names, subjects and messages unless a test provides hostile data', async () => {
    const clock = new FakeClock();
    const sandbox = await startSandbox({ clock });
    const plain = new TestBench(sandbox, clock);
    const rows = await plain.allTickets();
    const { chats } = await plain.get<{ chats: { messages: { text: string; author_name: string }[] }[] }>(
      '/chats',
    );
    const agents = await plain.get<{ name: string }[]>('/agents');
    await sandbox.dispose();
    const texts = [
      ...rows.flatMap(({ subject, requester, events }) => [
        ...[subject, requester.name ?? ''],
        ...events.map(({ message }) => message ?? ''),
      ]),
      ...chats.flatMap(({ messages }) => messages.flatMap((said) => [said.text, said.author_name])),
      ...agents.map(({ name }) => name),
    ];
    assert.ok(texts.length > 500);
    assert.deepEqual(
      texts.filter((text) => /[<>{}]|\$\(|\]\(|[\u0000-\u0009\u200b-\u200f\u202a-\u202e]/u.test(text)),
      [],
    );
    assert.ok(Math.max(...texts.map((text) => text.length)) < 300);
  });

  it('includes hostile texts unless the option is off', async () => {
    const subjects = (bench: TestBench) =>
      bench.allTickets().then((rows) => new Set(rows.map(({ subject }) => subject)));
    const hostile = await inSandbox({}, subjects);
    for (const { subject } of hostileTexts) assert.ok(hostile.has(subject), subject.slice(0, 60));
    const tame = await inSandbox({ hostile: false }, subjects);
    for (const { subject } of hostileTexts) assert.ok(!tame.has(subject), subject.slice(0, 60));
  });

  it('creates a long history for one ticket if requested', async () => {
    await inSandbox({ longTicketEvents: 2000 }, async (bench) => {
      const { tickets } = await bench.get<TicketPage>('/tickets?query=Long+history');
      assert.deepEqual(
        tickets.map(({ events }) => events.length),
        [2000],
      );
    });
  });

  // Measured in CPU time, which is independent of other load on the machine.
  it('starts with 20,000 tickets in less than a second of CPU time', async () => {
    const start = cpuUsage();
    await inSandbox({ tickets: 20_000, agents: 400 }, async (bench) => {
      const { user, system } = cpuUsage(start);
      assert.ok(user + system < 1_000_000);
      assert.equal((await bench.get<TicketPage>('/tickets?page=800')).tickets.length, 25);
    });
  });

  it('assigns ids that no earlier start has used, if requested', async () => {
    const idsOf = async (clock: FakeClock): Promise<readonly string[]> => {
      const sandbox = await startTestSandbox({ clock, freshIds: true });
      const ids = [
        sandbox.simulator.startChat(),
        sandbox.simulator.createTicket(),
        sandbox.simulator.createTicket(),
      ];
      await sandbox.dispose();
      return ids;
    };
    const clock = new FakeClock();
    const first = await idsOf(clock);
    clock.advance(60_000);
    const later = await idsOf(clock);
    assert.equal(new Set([...first, ...later]).size, 6);
  });

  it('assigns a unique id to every ticket', () => {
    const ids = Array.from({ length: 50_000 }, (_, n) => shortId(n, 5));
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => /^[0-9A-Z]{5}$/.test(id)));
  });
});
