import type { FieldSpec, FormSpec } from '../../../../src/protocol/form';

export function specOf(fields: readonly FieldSpec[]): FormSpec {
  return {
    id: 'test',
    title: 'A form',
    submitLabel: 'Save',
    fields,
    labels: {
      required: 'Fields with a star must be filled in.',
      saving: 'Saving…',
      startOver: 'Start Over',
      restored: 'This was typed before.',
      problems: 'Look at the marked fields.',
      fault: 'Something went wrong.',
      waiting: 'The extension is not responding. What you typed is kept and restored when it responds.',
    },
  };
}
