// An extension beside the measured one: opens its panels, and an empty one for comparison, and notes when.
import { writeFileSync } from 'node:fs';
import { commands, Uri, ViewColumn, window, type ExtensionContext } from 'vscode';

const { BENCH_OPENED_FILE: file = '' } = process.env;

const wallMs = (): number => performance.timeOrigin + performance.now();

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
