import { writeFileSync } from 'node:fs';
import { commands, extensions, workspace } from 'vscode';

const giveUpMs = 60_000;
const betweenLooksMs = 200;

/**
 * What the editor calls inside its extension host: waits until all are active and writes down the editor's own
 * record of what starting each of them took ("Developer: Startup Performance").
 */
export async function run(): Promise<void> {
  const { BENCH_ACTIVATION_FILE: file, BENCH_ACTIVATION_OF: wanted = '' } = process.env;
  if (file === undefined) throw new Error('BENCH_ACTIVATION_FILE names no file.');
  const ids = wanted.split(',');
  await until(() => ids.every((id) => extensions.getExtension(id)?.isActive === true));
  await commands.executeCommand('perfview.show');
  const text = (): string =>
    workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
  await until(() => ids.every((id) => text().includes(id)));
  writeFileSync(file, text());
}

async function until(isTrue: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!isTrue()) {
    if (Date.now() - begun > giveUpMs) throw new Error('It never came true.');
    await new Promise((done) => setTimeout(done, betweenLooksMs));
  }
}
