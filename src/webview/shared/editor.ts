import { firstMessagesIn, type FirstMessages } from '../../protocol/messages';
import type { EditorPorts } from './servePages';

/** The editor's webview API. The state is unknown, because an older version of the page may have saved it. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** Can be called once per page. */
export function connectToEditor(): EditorPorts {
  const editor = acquireVsCodeApi();
  return {
    post: (message) => editor.postMessage(message),
    kept: editor.getState(),
    keep: (state) => editor.setState(state),
  };
}

/** The messages that the page was loaded with. */
export function embeddedMessages(): FirstMessages | undefined {
  const text = document.getElementById('first')?.textContent;
  return text ? firstMessagesIn(JSON.parse(text)) : undefined;
}

/** Listens to the host's messages. Other frames cannot post to a webview. */
export function onHostMessage(listener: (message: unknown) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
}

/** Calls back with the scroll position when scrolling ends. */
export function onScrolled(listener: (to: number) => void): void {
  let resting: number | undefined;
  const scrolled = (): void => {
    window.clearTimeout(resting);
    resting = window.setTimeout(() => listener(window.scrollY), 200);
  };
  document.addEventListener('scroll', scrolled, { passive: true });
}
