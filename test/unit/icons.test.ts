import assert from 'node:assert/strict';
import { iconFaults } from './support/iconTexts';
import { readUnits, unitOf } from './support/sourceUnits';

describe('text of customers and of LiveChat', () => {
  it('draws no icon in a prompt, a validation message, a quick pick or the status bar', () => {
    assert.deepEqual(iconFaults(readUnits('src/ui')), []);
  });

  it('is found where it is not escaped', () => {
    const faulty = [
      'input.prompt = l10n.t("To {0}", requesterName(ticket));',
      'input.validationMessage = sentenceOf(failure, attempt);',
      'const item: QuickPickItem = { label: `$(x) ${oneLine(name)}` };',
      'const item: QuickPickItem = { label: "a", detail: agent.login };',
      'const item: StatusBarItem = x; item.text = displayName(account);',
      'window.showInputBox({ prompt: oneLine(name) });',
    ];
    for (const text of faulty) assert.equal(iconFaults([unitOf('src/ui/a.ts', text)]).length, 1, text);
    const right = [
      'input.prompt = l10n.t("To {0}", escapePrompt(requesterName(ticket)));',
      'input.validationMessage = undefined;',
      'textStep({ prompt: oneLine(name) });',
      'const item: QuickPickItem = { label: `$(x) ${escapeIcons(oneLine(name))}` };',
      'item.tooltip = oneLine(name); tree.description = oneLine(name);',
    ];
    assert.deepEqual(iconFaults(right.map((text) => unitOf('src/ui/a.ts', text))), []);
  });
});
