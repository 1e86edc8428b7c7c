// What the trees need of the editor, as plain values: in place of `vscode` in measurements.
export const l10n = {
  t: (text: string, ...args: readonly unknown[]): string =>
    text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
};

export const env = { language: 'en' };

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export class TreeItem {
  constructor(
    public label: string,
    public collapsibleState?: TreeItemCollapsibleState,
  ) {}
}

/** Named by what the rows import, and called by nothing that is measured. */
export const commands = {};
export const window = {};
