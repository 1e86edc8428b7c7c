import { connect } from '../../../src/core/api/connect';
import { systemClock as clock } from '../../../src/core/base/clock';
import { silentLog as log } from '../../../src/core/base/log';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { openSession } from '../../../src/core/events/rtm/openSession';
import { PresenceBoard } from '../../../src/core/presence/presenceBoard';
import type { Activity, PresenceSubject } from '../../../src/core/presence/presenceMessage';
import { PresenceSender } from '../../../src/core/presence/presenceSender';
import type { Sandbox } from '../../../src/sandbox/sandbox';

/** Another agent of the sandbox's platform account, on another machine that shows who else reads or types. */
export interface Colleague {
  readonly name: string;
  readonly connection: LiveChatConnection;
  /** Replaces what the agent reads and types. */
  does(...on: readonly Activity[]): void;
  /** What this machine shows of others, such as `kim@shop.test typing`. */
  seenIn(subject: PresenceSubject): readonly string[];
  /** Stops to take part. The connection stays open. */
  leave(): void;
  dispose(): Promise<void>;
}

export async function colleagueOf(sandbox: Sandbox): Promise<Colleague> {
  const { platform, url: apiUrl } = sandbox;
  const agent = platform.credentials.at(-1);
  if (!agent) throw new Error('The sandbox has one agent only.');
  const { accountId: name, login, token: secret } = agent;
  const connection = connect({
    credential: { account: { id: 'platform:colleague', kind: 'platform', name, login }, secret },
    ...{ apiUrl, helpdeskUrl: platform.helpdeskUrl, accountsUrl: platform.accountsUrl },
    ...{ callsPerMinute: 10_000, timeoutMs: 5_000, onCall: () => undefined },
  });
  const { live } = connection;
  if (!live) throw new Error('The account has no socket.');
  const rows = await connection.agents.list({});
  const own = rows.flatMap((row) => (row.kind === 'agent' && row.agent.login === login ? [row.agent] : []));
  const ended = new AbortController();
  const board = new PresenceBoard({ clock, changed: () => undefined });
  const opened = await openSession({
    ...{ clock, log, endpoint: await live.endpoint(), format: live.format, signal: ended.signal },
    application: { name: 'colleague', version: '1' },
    ...{ timezone: 'Europe/Warsaw', wasAccepting: undefined, multicasts: true },
    onContent: () => undefined,
    onChatPush: (push) => {
      if (push.kind !== 'multicast') return;
      board.receive(push.by, push.content);
      sender.receive(push.by, push.content);
    },
    onEnd: () => undefined,
  });
  if (opened.kind !== 'open') throw new Error(`The socket could not be opened: ${JSON.stringify(opened)}`);
  const sender = new PresenceSender({
    ...{ clock, random: () => 0, id: 'colleague' },
    send: (to, content) => opened.session.multicast(to, content),
    refused: () => undefined,
  });
  return {
    ...{ name: own[0]?.name ?? login, connection },
    does: (...on) => sender.set(on),
    seenIn: (subject) => board.of(subject).map(({ login: who, doing }) => `${who} ${doing}`),
    leave: () => sender.dispose(),
    dispose: () => {
      sender.dispose();
      board.dispose();
      ended.abort();
      opened.session.end();
      connection.dispose();
      return Promise.resolve();
    },
  };
}
