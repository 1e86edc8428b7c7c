/** What the editor gives to a page, once; typed as unknown, since an older page may have kept the state. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** A page's way to its host, and its own memory. */
export interface EditorPorts {
  readonly post: (message: unknown) => void;
  /** What this page kept before it was last hidden or reloaded. */
  readonly kept: unknown;
  readonly keep: (state: unknown) => void;
}

/** Can be called once per page. */
export function connectToEditor(): EditorPorts {
  const editor = acquireVsCodeApi();
  return {
    post: (message) => editor.postMessage(message),
    kept: editor.getState(),
    keep: (state) => editor.setState(state),
  };
}

/** Hears what the host posts. Messages of other frames do not reach a page of the editor. */
export function onHostMessage(listener: (message: unknown) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
}

/** Told where the page stands whenever it has come to rest. */
export function onScrolled(listener: (to: number) => void): void {
  let resting: number | undefined;
  const scrolled = (): void => {
    window.clearTimeout(resting);
    resting = window.setTimeout(() => listener(window.scrollY), 200);
  };
  document.addEventListener('scroll', scrolled, { passive: true });
}
