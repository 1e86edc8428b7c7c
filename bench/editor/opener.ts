// An extension beside the measured one: opens its panels, and an empty one for comparison, and notes when.
import { renameSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { commands, Uri, ViewColumn, window, type ExtensionContext } from 'vscode';

const { BENCH_OPENED_FILE: file = '' } = process.env;

const wallMs = (): number => performance.timeOrigin + performance.now();

/** When messages with a mark were read from a socket of the extension host; absent while that is not noted. */
let arrivals: Record<string, number> | undefined;

/** All sockets of the process add what they read to their stream with this method. */
function noteArrivals(): void {
  const noted: Record<string, number> = {};
  arrivals = noted;
  Socket.prototype.push = function (this: Socket, chunk: unknown, encoding?: BufferEncoding): boolean {
    const at = wallMs();
    const text = Buffer.isBuffer(chunk) && chunk.includes('push-') ? chunk.toString('latin1') : '';
    for (const [, mark = ''] of text.matchAll(/(push-\d+)@/g)) noted[mark] ??= at;
    return Readable.prototype.push.call(this, chunk, encoding);
  };
}

export function activate({ subscriptions, extensionUri }: ExtensionContext): void {
  const note = (): void => writeFileSync(file, String(wallMs()));
  const openBlank = () => {
    const panel = window.createWebviewPanel('benchOpener.blank', 'Blank', ViewColumn.Active, {
      enableScripts: true,
    });
    const addressOf = (name: string): string =>
      panel.webview.asWebviewUri(Uri.joinPath(extensionUri, name)).toString();
    panel.webview.html = `<!DOCTYPE html><html><head><meta charset="utf-8">
<link rel="stylesheet" href="${addressOf('blank.css')}"></head>
<body><ol class="events"></ol><script src="${addressOf('blank.js')}"></script></body></html>`;
    return panel;
  };
  subscriptions.push(
    commands.registerCommand('benchOpener.blank', () => {
      note();
      openBlank();
    }),
    commands.registerCommand('benchOpener.chat', async () => {
      const chatId = await window.showInputBox({ title: 'Chat' });
      note();
      await commands.executeCommand('livechat.chats.open', { chatId });
    }),
    // The first time it begins to note, the second time it writes what it noted.
    commands.registerCommand('benchOpener.arrivals', () => {
      // The file must not be read before all is in it.
      writeFileSync(`${file}.part`, JSON.stringify(arrivals ?? {}));
      renameSync(`${file}.part`, file);
      if (!arrivals) noteArrivals();
      else {
        arrivals = undefined;
        Reflect.deleteProperty(Socket.prototype, 'push');
      }
    }),
    // Messages to a page that only adds a row for each: what the editor itself needs.
    commands.registerCommand('benchOpener.messages', async () => {
      const count = Number(await window.showInputBox({ title: 'Messages' }));
      const panel = openBlank();
      note();
      for (let index = 0; index < count; index += 1) {
        await new Promise((done) => setTimeout(done, index === 0 ? 2_000 : 40 + ((index * 7) % 37)));
        void panel.webview.postMessage(`Where is my order? blank-${index}@${wallMs().toFixed(3)}@`);
      }
    }),
  );
}
