import { window } from 'vscode';
import { RedactedLog } from './redactedLog';

/** The extension's output channel. */
export class ChannelLog extends RedactedLog {
  constructor() {
    super(window.createOutputChannel('LiveChat', { log: true }));
  }
}
