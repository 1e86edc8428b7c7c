import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTicketDraft } from '../../../src/core/domain/input/ticketInput';
import { DecodeError } from '../../../src/protocol/decode';
import { formProtocol, formValues, type FieldSpec, type FormValues } from '../../../src/protocol/form';
import { completed, defaultsOf, storableValues, toChange, toInput } from '../../../src/protocol/formValues';
import { PageEnd, RequestFault } from '../../../src/protocol/messages';
import { specOf } from '../protocol/support/specs';
import { many, badText, badValue } from './support/badValues';

const options = [{ value: '1', label: 'One' }];
const fields: readonly FieldSpec[] = [
  { kind: 'email', name: 'requester.mail', label: 'E-mail', required: true },
  { kind: 'text', name: 'requester.name', label: 'Name' },
  { kind: 'multiline', name: 'message', label: 'Message', required: true },
  { kind: 'password', name: 'password', label: 'Password' },
  { kind: 'number', name: 'max_chats_count', label: 'Chats', default: '6' },
  { kind: 'choice', name: 'source.type', label: 'Source', options },
  { kind: 'text', name: 'source.url', label: 'Address', visibleWhen: { field: 'source.type', is: '1' } },
  { kind: 'multiChoice', name: 'groups', label: 'Groups', options, numbers: true },
  { kind: 'checkbox', name: 'private', label: 'Private' },
];
const spec = specOf(fields);
const names = [...fields.map(({ name }) => name), '__proto__', 'constructor', 'requester'];

const typed: fc.Arbitrary<FormValues> = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(badText, fc.boolean(), fc.array(badText, { maxLength: 3 }), fc.constantFrom('1', '12', ' 3 ')),
  { noNullPrototype: false },
);

describe('any values of a form', () => {
  it('are completed to a value of its type for each field and no other', () => {
    fc.assert(
      fc.property(typed, typed, (base, values) => {
        const whole = completed(spec, base, values);
        assert.deepEqual(Object.keys(whole).sort(), fields.map(({ name }) => name).sort());
        for (const { kind, name } of fields) {
          const value = whole[name];
          if (kind === 'checkbox') assert.equal(typeof value, 'boolean');
          else assert.ok(kind === 'multiChoice' ? Array.isArray(value) : typeof value === 'string', name);
        }
        assert.deepEqual(completed(spec, base, whole), whole);
      }),
      many,
    );
  });

  it('are stored without a password, and restored unchanged', () => {
    fc.assert(
      fc.property(typed, (values) => {
        const initial = defaultsOf(spec);
        const whole = completed(spec, initial, values);
        const kept = storableValues(spec, initial, whole);
        assert.ok(!Object.hasOwn(kept, 'password'));
        assert.deepEqual(completed(spec, initial, formValues(JSON.parse(JSON.stringify(kept)))), {
          ...whole,
          password: '',
        });
      }),
      many,
    );
  });

  it('become an input that is valid or has problems, without changing a prototype', () => {
    fc.assert(
      fc.property(typed, typed, (before, values) => {
        for (const input of [toInput(spec, values), toChange(spec, before, values)]) {
          assert.equal(typeof readTicketDraft(input).ok, 'boolean');
        }
        assert.equal(({} as Record<string, unknown>).mail, undefined);
      }),
      many,
    );
  });

  it('yield an empty change for equal values', () => {
    fc.assert(
      fc.property(typed, (values) => assert.deepEqual(toChange(spec, values, values), {})),
      many,
    );
  });
});

describe('any message to a page', () => {
  it('is rendered, answered or rejected as unknown', async () => {
    const message = fc.oneof(
      fc.record({
        kind: fc.constantFrom('notification', 'answer', 'command', 'x'),
        name: fc.constantFrom('show', 'unavailable', 'stored', 'submit', '__proto__', 'toString'),
        id: fc.oneof(fc.constantFrom(1, 2), badValue),
        payload: badValue,
        fault: fc.oneof(fc.constant(undefined), badValue),
      }),
      badValue,
    );
    await fc.assert(
      fc.asyncProperty(message, async (sent) => {
        const handlers = {
          show: () => undefined,
          unavailable: () => undefined,
          insert: () => undefined,
          announce: () => undefined,
          stored: () => undefined,
        };
        const page = new PageEnd(formProtocol, () => undefined, handlers);
        const asked = page.ask('submit', { values: {} }).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        try {
          page.receive(sent);
        } catch (thrown) {
          assert.ok(thrown instanceof DecodeError || thrown instanceof TypeError, String(thrown));
        }
        page.receive({ kind: 'answer', name: 'submit', id: 1, fault: 'the end' });
        const thrown = await asked;
        const isOurs = thrown instanceof DecodeError || thrown instanceof RequestFault;
        assert.ok(thrown === undefined || isOurs, String(thrown));
      }),
      many,
    );
  });
});
