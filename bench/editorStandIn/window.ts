// `vscode.window`: hands notifications and log lines to the program that loaded the extension, and draws nothing.
import { EventEmitter, neverFires, nothingToDispose, type Disposable } from './values';

const shown = new EventEmitter<string>();
/** A toast that the extension asked for, raised inside its call. */
export const onDidShowMessage = shown.event;

const logged: string[] = [];
const keptLines = 200;
/** The newest lines of the extension's log. */
export const logLines: readonly string[] = logged;

function show(text: string): Promise<undefined> {
  shown.fire(text);
  // As when a person closes it.
  return Promise.resolve(undefined);
}

function log(line: string): void {
  logged.push(line);
  if (logged.length > keptLines) logged.shift();
}

function createOutputChannel(name: string) {
  const ignore = (): void => undefined;
  return {
    name,
    trace: ignore,
    debug: ignore,
    info: log,
    warn: log,
    error: log,
    append: log,
    appendLine: log,
    show: ignore,
    dispose: ignore,
  };
}

function createTreeView() {
  return {
    visible: false,
    selection: [],
    onDidChangeVisibility: neverFires,
    onDidChangeSelection: neverFires,
    onDidChangeCheckboxState: neverFires,
    onDidExpandElement: neverFires,
    onDidCollapseElement: neverFires,
    reveal: () => Promise.resolve(),
    dispose: () => undefined,
  };
}

function createStatusBarItem() {
  const ignore = (): void => undefined;
  return { text: '', show: ignore, hide: ignore, dispose: ignore };
}

async function withProgress(
  _options: unknown,
  work: (progress: unknown, token: unknown) => Promise<unknown>,
): Promise<unknown> {
  const token = { isCancellationRequested: false, onCancellationRequested: neverFires };
  return await work({ report: () => undefined }, token);
}

const register = (): Disposable => nothingToDispose;

export const window = {
  state: { focused: true, active: true },
  onDidChangeWindowState: neverFires,
  onDidChangeActiveTextEditor: neverFires,
  activeTextEditor: undefined,
  tabGroups: {
    all: [],
    onDidChangeTabs: neverFires,
    onDidChangeTabGroups: neverFires,
    close: () => Promise.resolve(true),
  },
  createOutputChannel,
  createTreeView,
  createStatusBarItem,
  registerTreeDataProvider: register,
  registerUriHandler: register,
  registerWebviewPanelSerializer: register,
  setStatusBarMessage: register,
  showInformationMessage: show,
  showWarningMessage: (text: string) => {
    log(`shown: ${text}`);
    return Promise.resolve(undefined);
  },
  showErrorMessage: (text: string) => {
    log(`shown: ${text}`);
    return Promise.resolve(undefined);
  },
  withProgress,
};
