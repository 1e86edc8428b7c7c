import { failureOf, type Failure } from '../../domain/failure';
import { grantErrorOf, type GrantErrorCode } from '../../domain/grant';
import { journalCodeOf } from '../journal/journalError';
import { StorageError } from '../../storage/storageError';
import { tunnelErrorOf } from '../../tunnel/tunnel';
import { SubscriptionLimitError } from './subscriptionLimitError';
import type { ListenerProblem, SocketFault } from './listenerTypes';
import type { ReceiverErrorCode } from '../receiver/receiverError';

/** What stands in the way, and whether trying again without a person can help. */
export interface ClassifiedProblem {
  readonly problem: ListenerProblem;
  readonly retryable: boolean;
}

/** Failures that stay until a person does something about the account. */
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

export function classifyProblem(thrown: unknown, provider?: string): ClassifiedProblem {
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
  if (thrown instanceof SubscriptionLimitError) {
    const { event, hosts, isOurs } = thrown;
    return { problem: { kind: 'full', event, hosts, isOurs }, retryable: false };
  }
  const grant = grantErrorOf(thrown);
  if (grant) {
    const problem = { kind: 'socket', code: grantFaults[grant.code] } as const;
    return { problem, retryable: grant.code === 'not-kept' };
  }
  const failure = failureOf(thrown);
  if (failure) return { problem: { kind: 'livechat', failure }, retryable: !lasting.has(failure.code) };
  const fault = journalCodeOf(thrown) ?? StorageError.of(thrown).fault;
  if (fault === 'full' || fault === 'read-only')
    return { problem: { kind: 'storage', fault }, retryable: true };
  return { problem: { kind: 'fault' }, retryable: true };
}

/** For the log: no address, no secret, no customer's text. */
export function logTextOf(problem: ListenerProblem, thrown?: unknown): string {
  switch (problem.kind) {
    case 'livechat':
      return `LiveChat answered ${problem.failure.code}`;
    case 'tunnel':
    case 'receiver':
      return `${problem.kind} ${problem.code}`;
    case 'unreachable':
      return `the public address does not lead here (${problem.status ?? 'no answer'})`;
    case 'full':
      return `as many webhooks for ${problem.event} as may be`;
    case 'socket':
      return `the socket: ${problem.code}${problem.word === undefined ? '' : ` (${problem.word})`}`;
    case 'storage':
      return `the disk: ${problem.fault}`;
    case 'fault':
      return `a fault of our own (${thrown instanceof Error ? thrown.name : 'unknown'})`;
  }
}

function receiverErrorOf(thrown: unknown): { code: ReceiverErrorCode; port: number } | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'ReceiverError') return undefined;
  const { code, port } = thrown as Error & { code: ReceiverErrorCode; port: number };
  return { code, port };
}
