import type { TeamConnection } from '../../../team/teamConnection';
import type { FixId } from '../../status/checks';
import { classifyProblem, type ListenerProblem } from '../../status/problem';
import { findingOf, type CheckStep, type Finding, type Measured } from '../checkSteps';
import type { TeamReading } from './teamReading';

export interface TeamChecksOptions {
  /** @throws TeamError, ListenerError */
  readonly connect: () => Promise<TeamConnection>;
  /** Present while it is live. */
  readonly reading: () => TeamReading | undefined;
  /** Why it is not live. */
  readonly problem: () => ListenerProblem | undefined;
}

/** The first version of nats-server without the loss of streams in a crash. */
const soundVersion = [2, 10, 23] as const;
/** A larger difference moves times, ages and digests. */
const toleratedMs = 5 * 60_000;

/** The doctor of a member of a team: the server, the stream and how far it is read, the key, the clock. */
export function teamChecks({ connect, reading, problem }: TeamChecksOptions): readonly CheckStep[] {
  return [
    [
      'team-server',
      async () => {
        const current = reading();
        if (current) return versionNote(current.serverVersion);
        let connection: TeamConnection | undefined;
        const finding = await findingOf(async () => {
          connection = await connect();
          await connection.position();
        }, fixFor);
        const version = connection?.serverVersion;
        await connection?.close();
        return finding && !isOfStream(finding)
          ? finding
          : version === undefined
            ? finding
            : versionNote(version);
      },
    ],
    [
      'team-stream',
      async () => {
        const current = reading();
        if (!current) return await findingOf(async () => await readPosition(connect), fixFor);
        const finding = await findingOf(async () => await current.refresh(), fixFor);
        return finding ?? { team: current.progress };
      },
    ],
    ['team-key', () => Promise.resolve(keyFinding(reading(), problem()) ?? passedOf(reading()))],
    ['team-clock', () => Promise.resolve(clockNote(reading()?.clockOffset))],
  ];
}

/** What resolves a problem with a team. */
function fixFor(problem: ListenerProblem): FixId {
  if (problem.kind !== 'team') return 'show-log';
  switch (problem.code) {
    case 'refused':
    case 'wrong-key':
    case 'no-servers':
      return 'join-team';
    case 'unreachable':
    case 'lost':
    case 'no-stream':
      return 'start';
    default:
      return 'show-log';
  }
}

/** Such a problem says nothing about the server itself. */
function isOfStream({ problem }: Finding): boolean {
  return problem.kind === 'team' && (problem.code === 'no-stream' || problem.code === 'not-allowed');
}

async function readPosition(connect: TeamChecksOptions['connect']): Promise<void> {
  const connection = await connect();
  try {
    await connection.position();
  } finally {
    await connection.close();
  }
}

function keyFinding(
  reading: TeamReading | undefined,
  problem: ListenerProblem | undefined,
): Finding | undefined {
  if (!reading) {
    const why = problem ?? classifyProblem(undefined).problem;
    return { problem: why, fix: fixFor(why) };
  }
  const keyId = reading.missingKey;
  if (keyId === undefined) return undefined;
  return { problem: { kind: 'team', code: 'wrong-key', keyId }, fix: 'join-team' };
}

/** What could not be read while a key was missing. */
function passedOf(reading: TeamReading | undefined): Measured | undefined {
  const progress = reading?.progress;
  return progress?.unread && { team: progress };
}

function versionNote(version: string): { readonly note: 'old-server' } | undefined {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, least] of soundVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least ? { note: 'old-server' } : undefined;
  }
  return undefined;
}

function clockNote(offset: number | undefined): { readonly note: 'clock-off' } | undefined {
  return offset !== undefined && Math.abs(offset) > toleratedMs ? { note: 'clock-off' } : undefined;
}
