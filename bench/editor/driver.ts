import { writeFileSync } from 'node:fs';
import { commands, extensions, workspace } from 'vscode';

const giveUpMs = 60_000;
const betweenLooksMs = 200;

/**
 * The editor calls this inside its extension host. It waits until all extensions are active and writes the editor's
 * own record of how long each start took ("Developer: Startup Performance") to a file.
 */
export async function run(): Promise<void> {
  const { BENCH_ACTIVATION_FILE: file, BENCH_ACTIVATION_OF: wanted = '' } = process.env;
  if (file === undefined) throw new Error('BENCH_ACTIVATION_FILE names no file.');
  const ids = wanted.split(',');
  await until('every extension is active', () =>
    ids.every((id) => extensions.getExtension(id)?.isActive === true),
  );
  await commands.executeCommand('perfview.show');
  const text = (): string =>
    workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
  await until('the report lists them', () => ids.every((id) => text().includes(id)));
  writeFileSync(file, text());
}

async function until(what: string, isTrue: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!isTrue()) {
    if (Date.now() - begun > giveUpMs) throw new Error(`Waited ${giveUpMs / 1_000} s until ${what}.`);
    await new Promise((done) => setTimeout(done, betweenLooksMs));
  }
}
