/** What the editor gives to a page, once; typed as unknown, since an older page may have kept the state. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** Can be called once per page. */
export function connectToEditor(): EditorApi {
  return acquireVsCodeApi();
}

/** Hears what the host posts. Messages of other frames do not reach a page of the editor. */
export function onHostMessage(listener: (message: unknown) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
}
