/**
 * The editors that tests run in, each as the server that carries it and the Node that such an editor runs
 * extensions on. All pinned: a run today and a run next year see the same editor.
 * @typedef {{ vscode: string, codeServer: string, node: string, wrapper: boolean }} EditorVersion
 * @typedef {'newest' | 'oldest'} EditorName
 */

/** @type {Record<EditorName, EditorVersion>} */
export const editorVersions = {
  newest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0', wrapper: true },
  // The wrapper around this one needs a compiled password module even where no password is asked for; the editor
  // inside it does not.
  oldest: { vscode: '1.104.0', codeServer: '4.104.0', node: '22.18.0', wrapper: false },
};
