import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { untilAborted } from '../../base/async';
import { OpenTunnel } from '../openTunnel';
import { scrubbed } from '../scrub';
import { type OpenOptions, type Tunnel, TunnelError, publicAddress } from '../tunnel';
import { GuardedProgram, type ProgramEnd, type ProgramHost } from './guardedProgram';

export interface ProgramTunnel {
  /** Name of the program, looked up on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /**
   * The public address, where this line of the output tells it, or a promise of it that rejects when the signal
   * ends. The first one opens the tunnel; another one later closes it.
   */
  addressIn(line: string, signal: AbortSignal): string | Promise<string> | undefined;
  /** Lines that tell a reader of the log nothing. */
  isNoise?(line: string): boolean;
  /** What the end of the program means, by its exit code and what it wrote. */
  faultOf(end: ProgramEnd, output: string): TunnelError;
}

function notInstalled(command: string): TunnelError {
  return new TunnelError('not-installed', `${command} was not found on PATH.`, false);
}

/** Whether a program is on PATH: what the `available` of its provider answers. */
export async function programAvailable(host: ProgramHost, command: string): Promise<true | TunnelError> {
  return (await findOnPath(command, host.env)) === undefined ? notInstalled(command) : true;
}

/** Starts a program and waits for its public address. Where that fails the program is ended before. */
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
  // Promises of an address belong to the opening: only a line that tells another one counts now.
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

/** A row of a table of faults: the first whose pattern is in the output counts. */
export interface KnownFault {
  readonly pattern: RegExp;
  readonly code: TunnelError['code'];
  readonly message: string;
  readonly retryable: boolean;
}

/** The fault of a program that ended, by a table. */
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
 * The full path of a program on PATH. It is looked up here and started by its full path, because Windows would
 * look in the working folder first, which is whatever folder a person opened.
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
  // Batch files would need a shell.
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
