import { createRequire } from 'node:module';
import tls from 'node:tls';
import type * as sdk from '@livechat/lc-sdk-js';
import { liveFormat } from '../../src/core/api/platform/live';
import { systemClock } from '../../src/core/base/clock';
import { Emitter } from '../../src/core/base/event';
import { openChats } from '../../src/core/chats/openChats';
import type { AccountPush, ChatPush } from '../../src/core/domain/liveChat';
import { parseFrame } from '../../src/core/events/rtm/rtmSocket';
import { openSession } from '../../src/core/events/rtm/openSession';
import { cpuOf, startProcess, type Child } from './children';
import { pushFrame } from './pushFrames';
import { silentLog } from '../../src/core/base/log';
import { median, sideBySide } from './statistics';
import { within } from './waiting';

declare module 'node:tls' {
  /** In Node since 22.19. */
  function setDefaultCACertificates(certificates: readonly string[]): void;
}

interface Server {
  readonly port: number;
  readonly certificate: string;
}

/** Something that receives pushes and hands each to one listener. */
interface Receiver {
  /** Resolves after this many more pushes. */
  received(count: number): Promise<void>;
  close(): void;
}

export interface Receiving {
  readonly frames: number;
  /** CPU time per frame in microseconds. */
  readonly ours: number;
  readonly theirs: number;
  /** The median of the rounds' own ratios. */
  readonly ratio: number;
  /** What keeping a push in the window's state costs beyond that, in microseconds. */
  readonly keeping: number;
}

const giveUpMs = 60_000;

/** Receives the same pushes with this client, decoded and checked, and with LiveChat's SDK, parsed only. */
export async function measureReceiving(frames: number, rounds: number): Promise<Receiving> {
  const server = await startProcess<Server>('pushServer');
  try {
    // Both use Node's default certificates.
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), server.birth.certificate]);
    const sides = { ours: () => openOurs(server.birth), theirs: () => openTheirs(server.birth) };
    // Compilation at first use is not part of receiving.
    for (const open of Object.values(sides)) await receive(server, open, frames);
    const found = await sideBySide(rounds, {
      ours: () => receive(server, sides.ours, frames),
      theirs: () => receive(server, sides.theirs, frames),
    });
    const ratios = found.ours.map((cpu, round) => cpu / (found.theirs[round] ?? NaN));
    return {
      frames,
      ours: median(found.ours),
      theirs: median(found.theirs),
      ratio: median(ratios),
      keeping: median(Array.from({ length: rounds }, () => keepingCost(frames))),
    };
  } finally {
    await server.stop();
  }
}

/** @returns CPU time per frame in microseconds */
async function receive(
  { process: server }: Child<Server>,
  open: () => Promise<Receiver>,
  frames: number,
): Promise<number> {
  const receiver = await open();
  try {
    const cpuMs = await cpuOf(async () => {
      const received = receiver.received(frames);
      server.send(frames);
      await within(giveUpMs, 'all pushes were received', received);
    });
    return (cpuMs / frames) * 1_000;
  } finally {
    receiver.close();
  }
}

function counting(): { readonly count: () => void; readonly received: Receiver['received'] } {
  let left = 0;
  let done = (): void => undefined;
  return {
    count: () => {
      left -= 1;
      if (left === 0) done();
    },
    received: (count) => {
      left = count;
      return new Promise((resolve) => (done = resolve));
    },
  };
}

async function openOurs({ port }: Server): Promise<Receiver> {
  const { count, received } = counting();
  const end = new AbortController();
  const listed = new Promise<void>((resolve) => {
    void openSession({
      clock: systemClock,
      log: silentLog,
      endpoint: { url: `wss://127.0.0.1:${port}/v3.6/agent/rtm/ws`, headers: {}, token: 't', version: '3.6' },
      format: liveFormat,
      application: { name: 'desk', version: '1' },
      timezone: 'UTC',
      wasAccepting: false,
      onContent: () => undefined,
      onChatPush: ({ kind }) => (kind === 'gap' ? resolve() : count()),
      onEnd: () => undefined,
      signal: end.signal,
    });
  });
  await within(giveUpMs, 'this client had logged in', listed);
  return { received, close: () => end.abort() };
}

async function openTheirs({ port }: Server): Promise<Receiver> {
  const { Agent } = createRequire(import.meta.url)('@livechat/lc-sdk-js') as typeof sdk;
  const { count, received } = counting();
  const rtm = new Agent.RTM({ apiUrl: `127.0.0.1:${port}` });
  rtm.version = '3.6';
  await within(giveUpMs, 'the SDK had connected', rtm.connect());
  for (const push of new Set(Object.values(Agent.Objects.Pushes))) rtm.on(push, count);
  await within(giveUpMs, 'the SDK had logged in', rtm.login('t'));
  return {
    received,
    close: () => {
      clearInterval(rtm.heartbeatInterval);
      rtm.socket?.close();
    },
  };
}

/** CPU time of the store for a decoded push, in microseconds: nothing is written to disk. */
function keepingCost(count: number): number {
  const pushes: ChatPush[] = Array.from({ length: count }, (_, index) => {
    const frame = parseFrame(pushFrame(index));
    const push = frame.kind === 'push' ? liveFormat.decodePush(frame.action, frame.payload) : undefined;
    if (!push) throw new Error('A push could not be decoded.');
    return push;
  });
  const account = { id: 'platform:a', kind: 'platform', name: 'a', login: 'ada@shop.test' } as const;
  const arrived = new Emitter<AccountPush>();
  const chats = openChats({
    session: {
      current: { kind: 'signed-in', account },
      onDidChange: () => ({ dispose: () => undefined }),
      run: () => Promise.reject(new Error('No call is made.')),
    },
    clock: systemClock,
    log: silentLog,
    onDidPush: arrived.event,
    sendTyping: () => undefined,
    audit: { record: () => Promise.resolve() },
  });
  for (const push of pushes) {
    if (!('threadId' in push)) continue;
    const { chatId, threadId } = push;
    if (chats.store.get(chatId)) continue;
    const users = [
      { id: 'b7eff798-f8df-4364-8059-649c35c9ed0c', kind: 'customer', name: 'Kim', isPresent: true },
      { id: account.login, kind: 'agent', name: 'Ada', isPresent: true },
    ] as const;
    const chat = { chatId, threadId, isActive: true, users, groups: [0], tags: [], isFollowed: false };
    arrived.fire({ account: account.id, push: { kind: 'started', chat: { ...chat, events: [] } } });
  }
  const before = process.cpuUsage();
  for (const push of pushes) arrived.fire({ account: account.id, push });
  const { user, system } = process.cpuUsage(before);
  chats.dispose();
  return (user + system) / count;
}
