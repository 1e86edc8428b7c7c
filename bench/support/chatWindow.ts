import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageExtension } from '../../scripts/workbench/packageExtension.mjs';
import { startWorkbench, type Workbench } from '../../test/workbench/support/startWorkbench';
import { ChatSandbox } from './chatSandbox';
import { benchDir } from './children';
import { pageMarksScript, readMarks, type PageMarks } from './pageMarks';
import { until } from './waiting';

export interface ChatWindowOptions {
  readonly messages: number;
  readonly ownMessages: number;
  readonly openings: number;
  /** How long the load of 50 chats is measured. */
  readonly seconds: number;
}

export interface ChatWindowTimes {
  /** From the moment at which the extension host reads a message to the first frame with it, in milliseconds. */
  readonly push: readonly number[];
  /** From a message to an empty panel to the first frame with it: what the editor itself needs. */
  readonly posted: readonly number[];
  /** From the press of Enter to the first frame with the message, before the sandbox has it. */
  readonly own: readonly number[];
  /** From the command to the first frame with messages, and the same for an empty panel. */
  readonly opening: readonly number[];
  readonly blank: readonly number[];
  /** CPU time of the extension host, in percent of one core. */
  readonly idlePercent: number;
  /** The load, twice for `seconds`: while the code for it is still being compiled, and right after that. */
  readonly beginningPercent: number;
  readonly loadPercent: number;
}

const giveUpMs = 60_000;
/** Until most of the code that messages need has run. */
const warmUpMs = 10_000;
const longChat = 2_000;
const runningChats = 50;
const perSecond = 100;

/** Measures running chats in a real workbench with the packaged extension. */
export async function measureChatWindow(options: ChatWindowOptions): Promise<ChatWindowTimes> {
  await packageExtension();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-chats-'));
  const sandbox = await ChatSandbox.start();
  let workbench: Workbench | undefined;
  try {
    const chats = { long: [] as string[], other: [] as string[] };
    for (let index = 0; index < options.openings; index += 1) {
      chats.long.push(await sandbox.startChat(`Long ${index}`, longChat));
    }
    for (let index = chats.long.length; index < runningChats; index += 1) {
      chats.other.push(await sandbox.startChat(`Customer ${index}`));
    }
    const opened = path.join(folder, 'opened');
    const { settings, env } = sandbox.signIn;
    workbench = await startWorkbench({
      settings,
      builtIn: 'all',
      env: { ...env, BENCH_OPENED_FILE: opened },
      extensionDirs: [writeOpener(path.join(folder, 'opener'))],
    });
    await workbench.context.addInitScript(pageMarksScript);
    await listen(workbench);
    const window = new ChatWindow(workbench, sandbox, opened);
    const opening: number[] = [];
    const blank: number[] = [];
    for (const chatId of chats.long) {
      blank.push(await window.open('Bench: Open Blank Panel'));
      opening.push(await window.open('Bench: Open Chat', chatId));
    }
    const posted = await window.postMessages(options.messages / 2);
    const [chatId = ''] = chats.other;
    await window.open('Bench: Open Chat', chatId, false);
    const push = await window.receive(chatId, options.messages);
    const own = await window.answer(options.ownMessages);
    const idlePercent = await window.hostPercent(options.seconds / 2);
    await sandbox.ask({ do: 'load', chatIds: [...chats.long, ...chats.other], perSecond });
    await pause(warmUpMs);
    const beginningPercent = await window.hostPercent(options.seconds);
    const loadPercent = await window.hostPercent(options.seconds);
    await sandbox.ask({ do: 'load', chatIds: [], perSecond });
    return { push, posted, own, opening, blank, idlePercent, beginningPercent, loadPercent };
  } finally {
    await workbench?.dispose();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listen(workbench: Workbench): Promise<void> {
  await workbench.openView('LiveChat');
  await until(giveUpMs, 'the Chats view was loaded', async () =>
    (await workbench.view('Chats').rows()).some(({ label }) => label === 'Mine'),
  );
  await workbench.runCommand('LiveChat: Start Listening');
  await workbench.dialog.click('Chats Only');
  await workbench.notifications.waitFor('Listening through a live connection to LiveChat.');
  await workbench.notifications.close('Listening through');
}

class ChatWindow {
  constructor(
    private readonly workbench: Workbench,
    private readonly sandbox: ChatSandbox,
    private readonly openedFile: string,
  ) {}

  /** @returns milliseconds from the command to the first frame with a row */
  async open(command: string, chatId?: string, closes = true): Promise<number> {
    const { workbench, openedFile } = this;
    rmSync(openedFile, { force: true });
    await workbench.runCommand(command);
    if (chatId !== undefined) {
      // Until then the palette is in its place.
      await workbench.quickInput.waitForTitle('Chat');
      await workbench.quickInput.fill(chatId);
      await workbench.quickInput.accept();
    }
    await until(giveUpMs, 'the panel had a row', async () => {
      if (!existsSync(openedFile)) return false;
      return (await readMarks(workbench.page)).first !== undefined;
    });
    const { first = NaN } = await readMarks(workbench.page);
    const began = Number(readFileSync(openedFile, 'utf8'));
    // What follows the first frame must not slow down the next opening.
    await pause(1_000);
    if (closes) await this.close();
    return first - began;
  }

  private async close(): Promise<void> {
    await this.workbench.runCommand('View: Close Editor');
    await this.workbench.page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
  }

  async postMessages(count: number): Promise<readonly number[]> {
    await this.workbench.runCommand('Bench: Post Messages');
    await this.workbench.quickInput.waitForTitle('Messages');
    await this.workbench.quickInput.fill(String(count));
    await this.workbench.quickInput.accept();
    await this.workbench.webview().locator('.events > li').first().waitFor();
    const { rows } = await this.marks(
      'all posted messages were shown',
      (marks) => marks.rows.length >= count,
    );
    await this.close();
    return rows.map(({ stamp, at }) => at - stamp);
  }

  async receive(chatId: string, count: number): Promise<readonly number[]> {
    await this.arrivals();
    for (let index = 0; index < count; index += 1) {
      await this.sandbox.ask({ do: 'write', chatId, mark: `push-${index}` });
      // Not in step with the frames.
      await pause(40 + ((index * 7) % 37));
    }
    const { rows } = await this.marks('all messages were shown', (marks) => marks.rows.length >= count);
    const arrivals = await this.arrivals();
    return rows.map(({ mark, at }) => {
      const arrived = arrivals[mark];
      if (arrived === undefined) throw new Error(`It was not noted when ${mark} arrived.`);
      return at - arrived;
    });
  }

  /** Begins to note when messages arrive in the extension host, or ends that. @returns what was noted, by mark */
  private async arrivals(): Promise<Readonly<Record<string, number>>> {
    const { workbench, openedFile } = this;
    rmSync(openedFile, { force: true });
    await workbench.runCommand('Bench: Note Arrivals');
    await until(giveUpMs, 'the command ran', () => Promise.resolve(existsSync(openedFile)));
    return JSON.parse(readFileSync(openedFile, 'utf8')) as Readonly<Record<string, number>>;
  }

  async answer(count: number): Promise<readonly number[]> {
    const { page } = this.workbench;
    // Long enough for each to be shown while LiveChat does not have it.
    await this.sandbox.ask({ do: 'delayMessages', ms: 200 });
    await this.workbench.webview().locator('#message').focus();
    for (let index = 0; index < count; index += 1) {
      await page.keyboard.type(`own-${index}`);
      await page.keyboard.press('Enter');
      await pause(100 + ((index * 7) % 37));
    }
    const { own } = await this.marks('all own messages were shown', (marks) => marks.own.length >= count);
    await this.sandbox.ask({ do: 'delayMessages', ms: 0 });
    await until(giveUpMs, 'all own messages were sent', async () => {
      const waiting = this.workbench.webview().locator('[data-state="sending"]');
      return (await waiting.count()) === 0;
    });
    return own.map(({ pressed, at }) => at - pressed);
  }

  /** CPU time of the extension host in percent of one core. */
  async hostPercent(seconds: number): Promise<number> {
    const before = this.hostCpuMs();
    const begun = performance.now();
    await pause(seconds * 1_000);
    return ((this.hostCpuMs() - before) / (performance.now() - begun)) * 100;
  }

  private hostCpuMs(): number {
    const [pid] = this.workbench.extensionHosts();
    if (pid === undefined) throw new Error('No extension host runs.');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets: state, parent and so on; user and system time are the 12th and 13th, in 10 ms.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  private async marks(what: string, isEnough: (marks: PageMarks) => boolean): Promise<PageMarks> {
    await until(giveUpMs, what, async () => isEnough(await readMarks(this.workbench.page)));
    return await readMarks(this.workbench.page);
  }
}

/** Shows a row as soon as it runs, and one for each message. */
const blankPage = `
const list = document.querySelector('.events');
const add = (text) => {
  const item = document.createElement('li');
  item.textContent = text;
  list.append(item);
  while (list.children.length > 50) list.firstElementChild.remove();
};
addEventListener('message', ({ data }) => add(data));
add('A row');
`;

/** @returns the folder of an extension with the commands of `bench/editor/opener.ts` */
function writeOpener(dir: string): string {
  mkdirSync(dir, { recursive: true });
  const command = (name: string, title: string) => ({ command: `benchOpener.${name}`, title });
  const manifest = {
    ...{ name: 'opener', publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.104.0' } },
    ...{ main: './opener.cjs' },
    contributes: {
      commands: [
        command('blank', 'Bench: Open Blank Panel'),
        command('chat', 'Bench: Open Chat'),
        command('messages', 'Bench: Post Messages'),
        command('arrivals', 'Bench: Note Arrivals'),
      ],
    },
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  copyFileSync(path.join(benchDir, 'editor', 'opener.cjs'), path.join(dir, 'opener.cjs'));
  writeFileSync(path.join(dir, 'blank.css'), '.events { list-style: none }');
  writeFileSync(path.join(dir, 'blank.js'), blankPage);
  return dir;
}

async function pause(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}
