import type { ProgramEnd } from './program/guardedProgram';
import { knownFault, type KnownFault } from './program/openProgram';
import type { TunnelError } from './tunnel';

/** Every failure of ssh has exit code 255, so its text decides. */
const faults: readonly KnownFault[] = [
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: 'policy',
    message: 'The SSH server shows another key than before.',
    retryable: false,
  },
  {
    pattern: /Permission denied/,
    code: 'refused-by-account',
    message: 'The SSH server does not accept this sign-in.',
    retryable: false,
  },
  {
    pattern: /remote port forwarding failed for listen port/,
    code: 'failed',
    message: 'The port on the SSH server is taken, or forwarding is not allowed there.',
    retryable: true,
  },
  {
    pattern: /Timeout, server .* not responding|Connection (?:to .* )?(?:closed|reset)|Broken pipe/,
    code: 'offline',
    message: 'The connection to the SSH server was lost.',
    retryable: true,
  },
  {
    pattern:
      /Could not resolve hostname|Connection refused|Network is unreachable|No route to host|timed out|Host is down/i,
    code: 'offline',
    message: 'The SSH server cannot be reached.',
    retryable: true,
  },
];

export function sshFault(end: ProgramEnd, output: string): TunnelError {
  return knownFault('ssh', faults, end, output);
}
