import assert from 'node:assert/strict';
import { pageFrameOf, seriousViolations } from './support/accessibility';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf } from './support/form';
import { ownerOf } from './support/credentials';
import { themeKinds } from './support/theme';
import { signedInWorkbench } from './support/signedIn';

/** A form, and a field that shows that it is drawn. */
const forms = [
  { title: 'Create Ticket', field: 'message', name: 'ticket' },
  { title: 'Create Agent', field: 'login', name: 'agent' },
] as const;

describe('Accessibility of forms', () => {
  const sandbox = useSandbox({ tickets: 40 });
  const workbench = use(() => signedInWorkbench(sandbox()));

  for (const theme of themeKinds) {
    it(`in ${theme}`, async () => {
      const { page } = workbench();
      await workbench().setTheme(theme);
      for (const { title, field, name } of forms) {
        await workbench().runCommand(`LiveChat: ${title}`);
        const form = formOf(workbench());
        await form.field(field).waitFor();
        await workbench().screenshot(`form-${name}-${theme}`);
        assert.deepEqual(await seriousViolations(page), []);
        await form.submit.click();
        await eventually(async () =>
          assert.equal(await form.field(field).getAttribute('aria-invalid'), 'true'),
        );
        await workbench().screenshot(`form-${name}-errors-${theme}`);
        assert.deepEqual(await seriousViolations(page), []);
        await form.submit.scrollIntoViewIfNeeded();
        await workbench().screenshot(`form-${name}-end-${theme}`);
      }
    });
  }

  it('in edit forms', async () => {
    const { page } = workbench();
    await workbench().openView('LiveChat');
    const ticket = await eventually(async () => {
      const row = (await workbench().view('Tickets').rows()).find(({ level }) => level === 2);
      assert.ok(row);
      return row.label;
    });
    const edited = [
      { view: 'Tickets', row: ticket, entry: 'Edit Ticket…', field: 'subject' },
      { view: 'Agents', row: 'Nils', entry: 'Edit Agent…', field: 'job_title' },
    ];
    for (const { view, row, entry, field } of edited) {
      await workbench().view(view).chooseInContextMenu(row, entry, formOf(workbench()).field(field));
      for (const theme of themeKinds) {
        await workbench().setTheme(theme);
        await workbench().screenshot(`form-edit-${view.toLowerCase()}-${theme}`);
        assert.deepEqual(await seriousViolations(page), []);
      }
    }
  });

  it('under a content security policy that allows only its own files', async () => {
    await workbench().runCommand('LiveChat: Create Ticket');
    await formOf(workbench()).field('message').waitFor();
    const page = workbench().webview();
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    const rules = new Map(policy?.split('; ').map((rule) => [rule.split(' ')[0], rule]));
    assert.equal(rules.get('default-src'), "default-src 'none'");
    assert.match(rules.get('script-src') ?? '', /^script-src 'nonce-[0-9a-f]{32}'$/);
    assert.doesNotMatch(policy ?? '', /unsafe|\*;|https?:;|data:/);
    assert.match((await page.locator('html').getAttribute('lang')) ?? '', /^en/);
    const frame = await pageFrameOf(workbench().page);
    assert.equal(await frame.title(), 'Create Ticket');
    assert.ok(!(await frame.content()).includes(ownerOf(sandbox()).apiKey));
  });
});
