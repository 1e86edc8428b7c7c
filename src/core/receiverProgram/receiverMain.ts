import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock';
import { errorCode, parseJson } from '../base/json';
import { errorMessage } from '../base/log';
import { lineLog } from './lineLog';
import { readReceiverConfig, type ReceiverConfig } from './receiverConfig';
import { exitCodes, ReceiverRun, type ExitCode } from './receiverRun';

const usage = 'Usage: receiver --config FILE. docs/team.md describes the file.';

/**
 * Reads the configuration and receives events until SIGTERM or SIGINT.
 * @param args after the program's name
 * @returns the exit code
 */
export async function receiverMain(
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<ExitCode> {
  const config = await readConfig(args, env);
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
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<ReceiverConfig | undefined> {
  const complain = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const file = configFile(args);
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

function configFile(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { config: { type: 'string' } } }).values.config;
  } catch {
    return undefined;
  }
}
