import { errorName } from '../../base/log';
import type { ArrivalKind } from '../../domain/arrival';
import { failureOf, type Failure } from '../../domain/failure';
import { grantErrorOf, type GrantErrorCode } from '../../domain/grant';
import { isStorageError, StorageError, type StorageFault } from '../../storage/storageError';
import { teamErrorCode, type TeamErrorCode } from '../../team/teamError';
import { tunnelErrorOf, type TunnelErrorCode } from '../../tunnel/tunnel';

/** `port-taken`: another program listens there. `not-allowed`: this user may not listen there. */
export type ReceiverErrorCode = 'port-taken' | 'not-allowed' | 'failed';

/** Why the listener is not live: the reason for `backoff` and `needs-user`. */
export type ListenerProblem =
  | { readonly kind: 'tunnel'; readonly code: TunnelErrorCode; readonly provider?: string }
  | { readonly kind: 'livechat'; readonly failure: Failure }
  | { readonly kind: 'receiver'; readonly code: ReceiverErrorCode; readonly port: number }
  /** The public address does not lead to the receiver. `status` is the response, where there was one. */
  | { readonly kind: 'unreachable'; readonly status?: number }
  /** LiveChat allows no more webhooks for this event. `hosts` receive the present ones. `isOurs`: cleaning up can help. */
  | {
      readonly kind: 'full';
      readonly event: ArrivalKind;
      readonly hosts: readonly string[];
      readonly isOurs: boolean;
    }
  /** The socket cannot be kept open. `word` is the API's error type or reason, where it sent one. */
  | { readonly kind: 'socket'; readonly code: SocketFault; readonly word?: string }
  /** The NATS server of a team cannot be used. `keyId`: the key that is missing here. */
  | { readonly kind: 'team'; readonly code: TeamFault; readonly keyId?: string }
  /** What this machine received for its team is not published. `slow`: none failed, and they have waited for minutes. */
  | { readonly kind: 'publishing'; readonly code: TeamErrorCode | 'slow'; readonly waiting: number }
  /** Nothing can be stored, so nothing is registered that could not be removed later. */
  | { readonly kind: 'storage'; readonly fault: StorageFault }
  /** An internal error; the log has it. */
  | { readonly kind: 'fault' };

export type TeamFault =
  | TeamErrorCode
  /** The team's events are encrypted with another key. */
  | 'wrong-key'
  /** The address of no server is set, or one that may not be used. */
  | 'no-servers';

export type SocketFault =
  /** No connection; retried. */
  | 'lost'
  /** The token works for API calls but not for the socket. */
  | 'token-refused'
  /** Revoked or expired. */
  | 'token-ended'
  /** The browser sign-in gives no further token. */
  | 'grant-ended'
  /** As `grant-ended`: a response with new tokens was lost. */
  | 'grant-lost'
  /** The editor's secret storage rejected a new token; retried. */
  | 'grant-not-kept'
  /** A scope is missing, or the agent may not log in. */
  | 'not-allowed'
  /** The server closed the connection permanently, such as after a remote log-out. */
  | 'sent-away'
  /** Every seat of the license is taken. */
  | 'no-seat'
  /** This agent has too many connections. */
  | 'too-many'
  /** Logging in set the agent to accept chats, which was undone. */
  | 'went-online';

export interface ClassifiedProblem {
  readonly problem: ListenerProblem;
  /** Whether retrying without the user can help. */
  readonly retryable: boolean;
  /** Longest wait before that, in milliseconds, where it is shorter than usual. */
  readonly longestMs?: number;
}

/** A problem that is known where it is thrown. `cause` is what led to it. */
export class ListenerError extends Error {
  override readonly name = 'ListenerError';

  constructor(
    readonly classified: ClassifiedProblem,
    cause?: unknown,
  ) {
    super(classified.problem.kind, { cause });
  }
}

/** Failures that stay until the user changes something about the account. */
const lasting: ReadonlySet<Failure['code']> = new Set([
  'not-signed-in',
  'unauthorized',
  'forbidden',
  'unsupported',
  'invalid-input',
]);

const grantFaults: Readonly<Record<GrantErrorCode, SocketFault>> = {
  'code-refused': 'grant-ended',
  ended: 'grant-ended',
  lost: 'grant-lost',
  'not-kept': 'grant-not-kept',
};

/** @param provider id of the tunnel provider that was used */
export function classifyProblem(thrown: unknown, provider?: string): ClassifiedProblem {
  if (thrown instanceof ListenerError) return thrown.classified;
  const tunnel = tunnelErrorOf(thrown);
  if (tunnel) {
    const problem = {
      kind: 'tunnel',
      code: tunnel.code,
      ...(provider !== undefined && { provider }),
    } as const;
    return { problem, retryable: tunnel.retryable };
  }
  const receiver = receiverErrorOf(thrown);
  if (receiver) {
    return { problem: { kind: 'receiver', ...receiver }, retryable: receiver.code !== 'not-allowed' };
  }
  const grant = grantErrorOf(thrown);
  if (grant) {
    const problem = { kind: 'socket', code: grantFaults[grant.code] } as const;
    return { problem, retryable: grant.code === 'not-kept' };
  }
  const team = teamErrorCode(thrown);
  if (team) return { problem: { kind: 'team', code: team }, retryable: team !== 'not-allowed' };
  const failure = failureOf(thrown);
  if (failure) return { problem: { kind: 'livechat', failure }, retryable: !lasting.has(failure.code) };
  const fault = storageFaultOf(thrown);
  if (fault) {
    return { problem: { kind: 'storage', fault }, retryable: fault !== 'newer' && fault !== 'no-sqlite' };
  }
  return { problem: { kind: 'fault' }, retryable: true };
}

const refusals: ReadonlySet<Failure['code']> = new Set(['unauthorized', 'forbidden', 'invalid-input']);

/** Whether LiveChat or NATS refused the credentials or the call, which an error there or at a proxy may cause as well. */
export function isRefusal(problem: ListenerProblem): boolean {
  if (problem.kind === 'team') return problem.code !== 'no-servers';
  if (problem.kind === 'socket') return problem.code === 'token-refused' || problem.code === 'token-ended';
  return problem.kind === 'livechat' && refusals.has(problem.failure.code);
}

/** For the log: no address, no secret, no customer's text. */
export function logTextOf(problem: ListenerProblem, thrown?: unknown): string {
  switch (problem.kind) {
    case 'livechat':
      return `LiveChat answered ${problem.failure.code}`;
    case 'team':
    case 'publishing':
    case 'tunnel':
    case 'receiver':
      return `${problem.kind} ${problem.code}`;
    case 'unreachable':
      return `the public address does not lead here (${problem.status ?? 'no answer'})`;
    case 'full':
      return `there are too many webhooks for ${problem.event}`;
    case 'socket':
      return `the socket: ${problem.code}${problem.word === undefined ? '' : ` (${problem.word})`}`;
    case 'storage':
      return `the disk: ${problem.fault}`;
    case 'fault':
      return `an internal error (${errorName(thrown instanceof ListenerError ? thrown.cause : thrown)})`;
  }
}

/** An unknown error is not one of storage, although it would count as broken there. */
function storageFaultOf(thrown: unknown): StorageFault | undefined {
  const { fault } = StorageError.of(thrown);
  return fault === 'broken' && !isStorageError(thrown) ? undefined : fault;
}

function receiverErrorOf(thrown: unknown): { code: ReceiverErrorCode; port: number } | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'ReceiverError') return undefined;
  const { code, port } = thrown as Error & { code: ReceiverErrorCode; port: number };
  return { code, port };
}
