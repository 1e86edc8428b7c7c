import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openWithinMs, withDeadline } from './openTunnel';
import type { ProgramEnd, ProgramHost } from './program/guardedProgram';
import {
  knownFault,
  type KnownFault,
  openProgram,
  programAvailable,
  type ProgramTunnel,
} from './program/openProgram';
import { TunnelError, type TunnelProvider } from './tunnel';

/** The server of the reverse forwarding. */
export type SshTarget =
  | { readonly kind: 'localhost.run' }
  | { readonly kind: 'pinggy' }
  | {
      readonly kind: 'own';
      /** `user@host` or `host`. */
      readonly destination: string;
      readonly sshPort?: number;
      /** If absent, the user's agent and default keys are used. */
      readonly identityFile?: string;
      /** The server's port that its reverse proxy forwards to; 0: any, which replaces `{port}` in `publicUrl`. */
      readonly remotePort: number;
      /** URL of the TLS reverse proxy; `{port}` is replaced with the assigned port. */
      readonly publicUrl: string;
    };

type OwnServer = Extract<SshTarget, { kind: 'own' }>;

/** Reverse forwarding by the installed OpenSSH client. */
export function sshProvider(host: ProgramHost, target: SshTarget): TunnelProvider {
  return {
    id: 'ssh',
    anonymousService: target.kind !== 'own',
    operator: operators[target.kind],
    available: async () => faultOfTarget(target) ?? (await programAvailable(host, 'ssh')),
    open: async (port, options) => {
      const fault = faultOfTarget(target);
      if (fault) throw fault;
      await mkdir(host.storageFolder, { recursive: true, mode: 0o700 });
      const spec = specOf(host, target, port);
      return withDeadline(host.clock, options.signal, openWithinMs, (signal) =>
        openProgram(host, spec, options, signal),
      );
    },
  };
}

const operators: Readonly<Record<SshTarget['kind'], string>> = {
  'localhost.run': 'localhost.run',
  pinggy: 'Pinggy',
  own: '',
};

function faultOfTarget(target: SshTarget): TunnelError | undefined {
  if (target.kind !== 'own') return undefined;
  // A value that starts with a hyphen would be parsed as an option.
  if (/^(?:[\w.-]+@)?(?:[\w][\w.-]*|\[[\da-f:]+\]|[\da-f:]+)$/i.test(target.destination)) {
    if (!target.destination.startsWith('-')) return undefined;
  }
  return new TunnelError('policy', 'The name of the SSH server is not valid.', false);
}

function specOf(host: ProgramHost, target: SshTarget, port: number): ProgramTunnel {
  return {
    command: 'ssh',
    args: sshArgs(path.join(host.storageFolder, 'known_hosts'), target, port),
    addressIn: (line) => addressIn(target, line),
    isNoise: (line) => line.startsWith('debug1:'),
    faultOf: (end, output) => sshFault(end, output),
  };
}

/** @param knownHosts a separate file; a server must present the same key as the first time */
export function sshArgs(knownHosts: string, target: SshTarget, port: number): readonly string[] {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile=${quoted(knownHosts)}`,
    'ExitOnForwardFailure=yes',
    'ConnectTimeout=10',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=2',
    'ControlPath=none',
    'ForwardAgent=no',
    // Do not reveal the user's public keys to an anonymous service.
    ...(target.kind === 'own' ? ownOptions(target) : ['PubkeyAuthentication=no', 'IdentityAgent=none']),
  ];
  return ['-F', 'none', '-T', ...options.flatMap((option) => ['-o', option]), ...remoteArgs(target, port)];
}

/** ssh treats a space as the end of a file name, and a percent sign as the start of a token. */
function quoted(file: string): string {
  return `"${file.replaceAll('\\', '/').replaceAll('%', '%%')}"`;
}

function ownOptions({ identityFile, remotePort }: OwnServer): string[] {
  return [
    ...(identityFile === undefined ? [] : ['IdentitiesOnly=yes']),
    // For a port that the server assigns, ssh logs success at this level only.
    ...(remotePort === 0 ? [] : ['LogLevel=DEBUG1']),
  ];
}

function remoteArgs(target: SshTarget, port: number): readonly string[] {
  const local = `127.0.0.1:${port}`;
  switch (target.kind) {
    case 'localhost.run':
      return ['-R', `80:${local}`, 'nokey@localhost.run', '--', '--output', 'json'];
    case 'pinggy':
      // Otherwise ssh would send the local user name.
      return ['-p', '443', `-R0:${local}`, 'nokey@free.pinggy.io'];
    case 'own':
      return [
        ...(target.sshPort === undefined ? [] : ['-p', String(target.sshPort)]),
        ...(target.identityFile === undefined ? [] : ['-i', target.identityFile]),
        '-N',
        '-R',
        `127.0.0.1:${target.remotePort}:${local}`,
        target.destination,
      ];
  }
}

/** The host name occurs twice, in text or JSON, unlike other links of the welcome message. */
const localhostRun =
  /(?<![\w.-])([a-z0-9-]+(?:\.[a-z0-9-]+)+) tunneled with tls termination, (https:\/\/\1)(?![\w.-])/;
const pinggy =
  /(?<![\w./-])https:\/\/[a-z0-9-]+\.(?:a\.free\.pinggy\.(?:link|online|io)|run\.pinggy-free\.link)(?![\w.-])/;
const allocated = /^Allocated port (\d+) for remote forward to /;

function addressIn(target: SshTarget, line: string): string | undefined {
  switch (target.kind) {
    case 'localhost.run':
      return localhostRun.exec(line)?.[2];
    case 'pinggy':
      return pinggy.exec(line)?.[0];
    case 'own': {
      const given = allocated.exec(line)?.[1];
      const asked = line.startsWith('debug1: remote forward success for: ') && String(target.remotePort);
      const port = target.remotePort === 0 ? given : asked || undefined;
      return port === undefined ? undefined : target.publicUrl.replace('{port}', port);
    }
  }
}

/** Every failure of ssh has exit code 255, so match its output. */
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

function sshFault(end: ProgramEnd, output: string): TunnelError {
  return knownFault('ssh', faults, end, output);
}
