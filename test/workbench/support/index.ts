export { type Patience, eventually } from './eventually';
export type { Dialog, StatusBarItem, Toast, Toasts } from './notices';
export type { QuickInput, QuickInputItem } from './quickInput';
export { type Workbench, type WorkbenchOptions, startWorkbench } from './startWorkbench';
export type { ThemeKind } from './settings';
export type { TreeRow, View } from './views';
export type { WorkbenchWindow } from './workbenchWindow';
