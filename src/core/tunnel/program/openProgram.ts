import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { untilAborted } from '../../base/async';
import { OpenTunnel } from '../openTunnel';
import { type OpenOptions, type Tunnel, TunnelError, publicAddress, scrubbed } from '../tunnel';
import { GuardedProgram, type ProgramEnd, type ProgramHost } from './guardedProgram';

export interface ProgramTunnel {
  /** Name of the program, looked up on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /**
   * Returns the public address if this line contains it, or a promise of it that rejects when the signal aborts. The
   * first address opens the tunnel; a different one later closes it.
   */
  addressIn(line: string, signal: AbortSignal): string | Promise<string> | undefined;
  /** Lines to leave out of the log. */
  isNoise?(line: string): boolean;
  /** Maps exit code and output to an error. */
  faultOf(end: ProgramEnd, output: string): TunnelError;
}

function notInstalled(command: string): TunnelError {
  return new TunnelError('not-installed', `${command} was not found on PATH.`, false);
}

/** Implements `TunnelProvider.available`: whether a program is on PATH. */
export async function programAvailable(host: ProgramHost, command: string): Promise<true | TunnelError> {
  return (await findOnPath(command, host.env)) === undefined ? notInstalled(command) : true;
}

/** Starts a program and waits for its public address. On failure the program is stopped first. */
export async function openProgram(
  host: ProgramHost,
  spec: ProgramTunnel,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Tunnel> {
  const file = await findOnPath(spec.command, host.env);
  if (file === undefined) throw notInstalled(spec.command);
  signal.throwIfAborted();
  const program = new GuardedProgram(host, file, spec.args);
  const logging = program.onLine((line) => {
    if (spec.isNoise?.(line) !== true) options.log(`${spec.command}: ${scrubbed(line)}`);
  });
  try {
    const { url } = publicAddress(await addressOf(program, spec, signal));
    return tunnelOf(host, spec, program, url);
  } catch (error) {
    await program.stop();
    throw error;
  } finally {
    logging.dispose();
  }
}

function addressOf(program: GuardedProgram, spec: ProgramTunnel, signal: AbortSignal): Promise<string> {
  const found = new Promise<string>((resolve, reject) => {
    program.onLine((line) => {
      const address = spec.addressIn(line, signal);
      if (typeof address === 'string') resolve(address);
      else address?.then(resolve, reject);
    });
    void program.ended.then((end) => reject(endFault(spec, end, program.output)));
  });
  return untilAborted(signal, found);
}

function tunnelOf(host: ProgramHost, spec: ProgramTunnel, program: GuardedProgram, url: string): Tunnel {
  const tunnel = new OpenTunnel({ clock: host.clock, publicUrl: url, end: () => program.stop() });
  // Once open, only a line with a different address matters.
  const over = AbortSignal.abort();
  program.onLine((line) => {
    const address = spec.addressIn(line, over);
    if (typeof address === 'string') {
      if (address !== url) tunnel.close('The public address changed.');
    } else address?.catch(() => undefined);
  });
  void program.ended.then((end) => tunnel.close(endFault(spec, end, program.output).message));
  return tunnel;
}

function endFault(spec: ProgramTunnel, end: ProgramEnd, output: string): TunnelError {
  if (end.notStarted === 'ENOENT') return notInstalled(spec.command);
  if (end.notStarted !== undefined) {
    return new TunnelError('failed', `${spec.command} could not be started (${end.notStarted}).`, false);
  }
  return spec.faultOf(end, output);
}

/** Known error output. The first match wins. */
export interface KnownFault {
  readonly pattern: RegExp;
  readonly code: TunnelError['code'];
  readonly message: string;
  readonly retryable: boolean;
}

/** Maps the output of an ended program to an error. */
export function knownFault(
  command: string,
  table: readonly KnownFault[],
  end: ProgramEnd,
  output: string,
): TunnelError {
  const detail = scrubbed(output);
  const known = table.find(({ pattern }) => pattern.test(output));
  if (known) return new TunnelError(known.code, known.message, known.retryable, detail);
  const how = end.signal === null ? `with exit code ${end.code}` : `by ${end.signal}`;
  return new TunnelError('failed', `${command} ended ${how}.`, true, detail);
}

/**
 * Full path of a program on PATH. Not left to the system, because Windows searches the working folder first, which
 * may be an untrusted workspace.
 */
export async function findOnPath(
  name: string,
  env: Readonly<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  const folders = (env.PATH ?? env.Path ?? '')
    .split(paths.delimiter)
    .filter((folder) => paths.isAbsolute(folder));
  // Batch files would require a shell.
  const names = windows ? [`${name}.exe`] : [name];
  for (const folder of folders) {
    for (const each of names) {
      const file = paths.join(folder, each);
      if (await isProgram(file)) return file;
    }
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
