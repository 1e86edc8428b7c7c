import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock';
import { errorCode, parseJson } from '../base/json';
import { errorMessage } from '../base/log';
import { createTeamKey } from '../team/teamKey';
import { lineLog } from './lineLog';
import { readReceiverConfig, type ReceiverConfig } from './receiverConfig';
import { exitCodes, ReceiverRun, type ExitCode } from './receiverRun';

const usage = 'Usage: receiver --config FILE, or receiver --new-key. docs/team.md describes both.';

/**
 * Reads the configuration and receives events until SIGTERM or SIGINT; with `--new-key` it prints a new team key.
 * @param args after the program's name
 * @returns the exit code
 */
export async function receiverMain(
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<ExitCode> {
  const options = optionsOf(args);
  if (options['new-key'] === true) {
    process.stdout.write(`${createTeamKey()}\n`);
    return exitCodes.stopped;
  }
  const config = await readConfig(options.config, env);
  if (config === undefined) return exitCodes.configuration;
  const log = lineLog(systemClock, (line) => process.stderr.write(line));
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  let run: ReceiverRun;
  try {
    run = await ReceiverRun.start(config, {
      ...{ clock: systemClock, log, env, bundleFolder: __dirname },
      onReady: () => process.stdout.write('receiver ready\n'),
    });
  } catch (thrown) {
    log.error(`The receiver cannot start (${errorMessage(thrown)}).`);
    return exitCodes.failed;
  }
  const { signal } = stopping;
  signal.addEventListener('abort', () => run.stop());
  if (signal.aborted) run.stop();
  return await run.ended;
}

/** `undefined` where something is wrong, which is then written to stderr. */
async function readConfig(
  file: string | undefined,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<ReceiverConfig | undefined> {
  const complain = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  if (file === undefined) {
    complain(usage);
    return undefined;
  }
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    complain(`The file ${file} cannot be read (${errorCode(thrown) ?? errorMessage(thrown)}).`);
    return undefined;
  }
  const value = parseJson(text);
  const read =
    value === undefined ? { problems: ['The file must contain JSON.'] } : readReceiverConfig(value, env);
  if ('config' in read) return read.config;
  for (const problem of read.problems) complain(`${file}: ${problem}`);
  return undefined;
}

/** Unknown or malformed arguments give none. */
function optionsOf(args: readonly string[]): { readonly config?: string; readonly 'new-key'?: boolean } {
  try {
    const options = { config: { type: 'string' }, 'new-key': { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch {
    return {};
  }
}
