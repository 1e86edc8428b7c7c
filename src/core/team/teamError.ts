import { errorCode } from '../base/json';
import { errorMessage } from '../base/log';

export type TeamErrorCode =
  /** No server answers. */
  | 'unreachable'
  /** The server's certificate is not trusted, or it offers no TLS. */
  | 'tls'
  /** The server refuses the credentials. */
  | 'refused'
  /** The credentials do not allow what is needed. */
  | 'not-allowed'
  /** The stream does not exist, or the server has no JetStream: the server answers both alike. */
  | 'no-stream'
  /** The server has no room for further events. */
  | 'full'
  /** The event is larger than the server accepts. */
  | 'too-large'
  /** The connection ended. */
  | 'lost'
  /** The server answered in another way than expected; the log has it. */
  | 'failed';

/** Why the NATS server of a team cannot be used. */
export class TeamError extends Error {
  override readonly name = 'TeamError';

  constructor(
    readonly code: TeamErrorCode,
    cause?: unknown,
  ) {
    super(code, { cause });
  }
}

/** The code of a TeamError. Each bundle has its own copy of the class, so its shape is checked. */
export function teamErrorCode(thrown: unknown): TeamErrorCode | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'TeamError') return undefined;
  return errorCode(thrown) as TeamErrorCode;
}

const byName: Readonly<Record<string, TeamErrorCode>> = {
  AuthorizationError: 'refused',
  UserAuthenticationExpiredError: 'refused',
  PermissionViolationError: 'not-allowed',
  StreamNotFoundError: 'no-stream',
  ConsumerNotFoundError: 'lost',
  JetStreamNotEnabled: 'no-stream',
  NoRespondersError: 'no-stream',
  ClosedConnectionError: 'lost',
  DrainingConnectionError: 'lost',
  TimeoutError: 'lost',
  // Such as for a consumer that was deleted with its stream.
  JetStreamStatusError: 'lost',
};

/** Error codes of JetStream: no storage left, maximum of messages or bytes of the stream or the account reached. */
const fullCodes: ReadonlySet<number> = new Set([10023, 10047, 10077, 10122]);

/** @param thrown by a NATS client; a TeamError stays as it is */
export function toTeamError(thrown: unknown): TeamError {
  if (thrown instanceof TeamError) return thrown;
  const chain: unknown[] = [];
  for (let one = thrown; one instanceof Error && chain.length < 4; one = one.cause) chain.push(one);
  return new TeamError(codeOf(chain), thrown);
}

function codeOf(chain: readonly unknown[]): TeamErrorCode {
  for (const one of chain) {
    if (!(one instanceof Error)) continue;
    const named = byName[one.name];
    if (named !== undefined) return named;
    const code = 'code' in one ? one.code : undefined;
    if (typeof code === 'number' && fullCodes.has(code)) return 'full';
    if (one.name === 'InvalidArgumentError' && one.message.includes('max_payload')) return 'too-large';
    if (isTls(one)) return 'tls';
    if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)) return 'unreachable';
  }
  const [first] = chain;
  return first instanceof Error && first.name === 'ConnectionError' ? 'unreachable' : 'failed';
}

function isTls(error: Error): boolean {
  const code = errorCode(error);
  if (code !== undefined && /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code))
    return true;
  return /does not support 'tls'|certificate|SSL routines/.test(errorMessage(error));
}
