import assert from 'node:assert/strict';
import { foldMail, type Segment } from '../../../src/core/mail/foldMail';
import { blocks, deviceLines, originals, prefixedReplies, replies } from './support/mails';

/** What stays visible. */
function shown(text: string): string {
  return textOf(foldMail(text), 'text').trim();
}

function textOf(segments: readonly Segment[], kind: Segment['kind']): string {
  return segments
    .filter((segment) => segment.kind === kind)
    .map(({ text }) => text)
    .join('');
}

function kindsOf(text: string): string[] {
  return foldMail(text).map(({ kind }) => kind);
}

/** Nothing is folded. */
function staysWhole(text: string): void {
  assert.deepEqual(foldMail(text), [{ kind: 'text', text }]);
}

describe('Folding of e-mails', () => {
  for (const [language, attribution] of Object.entries(replies)) {
    it(`folds a quotation without prefixes below an attribution: ${language}`, () => {
      const text = `Own text.\n\n${attribution}\n\nEarlier question?\nMore of it.\n`;
      assert.deepEqual(kindsOf(text), ['text', 'quote']);
      assert.equal(shown(text), 'Own text.');
    });

    it(`folds a quotation with prefixes, and shows the answer below it: ${language}`, () => {
      const quotation = `${attribution}\n\n> Earlier question?\n>\n> More of it.\n`;
      assert.equal(shown(`Own text.\n\n${quotation}`), 'Own text.');
      assert.equal(shown(`${quotation}\nAnswer below.`), 'Answer below.');
      assert.deepEqual(kindsOf(`${quotation}\nAnswer below.`), ['quote', 'text']);
    });
  }

  for (const [language, attribution] of Object.entries(prefixedReplies)) {
    it(`folds an attribution without an address only above prefixes: ${language}`, () => {
      assert.equal(shown(`Own text.\n\n${attribution}\n> Earlier\n`), 'Own text.');
      staysWhole(`Own text.\n\n${attribution}\n\nEarlier\n`);
    });
  }

  for (const [language, block] of Object.entries(blocks)) {
    it(`folds below a complete header block: ${language}`, () => {
      const text = `Own text.\n\n${block}\n\nEarlier question?\n`;
      assert.equal(shown(text), 'Own text.');
      assert.equal(shown(`Own text.\n\n________________________________\n${block}\nEarlier`), 'Own text.');
      assert.equal(
        shown(`Own text.\r\n\r\n${block.replaceAll('\n', '\r\n')}\r\n\r\nEarlier\r\n`),
        'Own text.',
      );
    });
  }

  for (const [language, line] of Object.entries(originals)) {
    it(`folds below a line that announces the original message: ${language}`, () => {
      assert.equal(shown(`Own text.\n\n${line}\nEarlier question?\n`), 'Own text.');
      assert.equal(shown(`Own text.\n\n${line}\n${blocks.en}\n\nEarlier\n`), 'Own text.');
    });
  }

  for (const line of deviceLines) {
    it(`folds the line of a phone or an app: ${line}`, () => {
      const text = `Own text.\n\n${line}\n`;
      assert.deepEqual(kindsOf(text), ['text', 'device']);
      assert.equal(shown(text), 'Own text.');
      assert.deepEqual(kindsOf(`Own text.\n\n${line}\n\n${replies.en}\n\n> Earlier\n`), [
        'text',
        'device',
        'quote',
      ]);
    });
  }

  it('folds a signature below its delimiter, and a phone line beside it', () => {
    assert.deepEqual(kindsOf('Own text.\n\n-- \nAna Souza\nACME\n+55 11 91234-5678\n'), [
      'text',
      'signature',
    ]);
    assert.deepEqual(kindsOf('Own text.\n\n--\nAna Souza\nACME\nana@example.com'), ['text', 'signature']);
    assert.deepEqual(kindsOf('Own text.\n\n--\nAna Souza'), ['text', 'signature']);
    assert.deepEqual(kindsOf('Own text.\n-- \nAna\n\nSent from my iPhone'), ['text', 'signature', 'device']);
    assert.deepEqual(kindsOf('Own text.\nSent from my iPhone\n-- \nAna'), ['text', 'device', 'signature']);
    const all = `Own text.\n\n-- \nAna\n\nEnviado do meu iPhone\n\n${blocks.pt}\n\nEarlier\n`;
    assert.deepEqual(kindsOf(all), ['text', 'signature', 'device', 'quote']);
  });

  it('folds at the line of a help desk above which the reply is typed', () => {
    for (const line of [
      '##- Please type your reply above this line -##',
      '##- Digite sua resposta acima desta linha -##',
    ]) {
      assert.equal(shown(`Own text.\n\n${line}\n\nYour ticket 12 was updated.`), 'Own text.');
    }
  });

  it('folds attributions that are broken over lines, with nothing of the text above', () => {
    const broken = [
      'Em ter., 5 de mar. de 2024 às 10:21, Ana Souza <ana@example.com>\nescreveu:',
      'Em ter., 5 de mar. de 2024 às 10:21,\nAna Souza <ana@example.com> escreveu:',
      'On Tue, Mar 5, 2024 at 10:21 AM Ana Maria de Souza e Silva\n<ana@example.com> wrote:',
      'On Tue, Mar 5, 2024 at 10:21 AM\nAna Maria de Souza e Silva\n<ana@example.com> wrote:',
      'Am Di., 5. März 2024 um 10:21 Uhr schrieb Ana Souza <\nana@example.com>:',
    ];
    for (const attribution of broken) {
      assert.equal(shown(`See you at 10:30\n\n${attribution}\n\n> Earlier`), 'See you at 10:30', attribution);
      assert.equal(shown(`See you at 10:30\n\n${attribution}\n\nEarlier`), 'See you at 10:30', attribution);
    }
    const close = 'Thanks, we talk at 10:30\nAna <ana@example.com> wrote:\n> Earlier';
    assert.equal(shown(close), 'Thanks, we talk at 10:30');
  });

  it('folds several prefixed lines at the beginning or the end, also without an attribution', () => {
    assert.equal(shown('Own text.\n\n> One\n> Two\n>\n> Three\n'), 'Own text.');
    assert.equal(shown('> One\n> Two\n> Three\n\nOwn text.'), 'Own text.');
    staysWhole('Own text.\n> One\n> Two\n> Three\nMore of it.');
  });

  it('folds nested history once, as one quotation', () => {
    const text = `Own text.\n\n${replies.en}\n\nSecond\n\n${replies.pt}\n\nFirst\n\n-- \nAna\nSent from my iPhone\n`;
    assert.deepEqual(kindsOf(text), ['text', 'quote']);
    const prefixed = `Own text.\n\n${replies.en}\n> Second\n>\n> ${replies.de}\n>> First\n`;
    assert.deepEqual(kindsOf(prefixed), ['text', 'quote']);
  });

  it('shows answers between quotations together with what they answer', () => {
    staysWhole(`${replies.en}\n> Which size?\nLarge.\n> Which color?\nRed.\n`);
    staysWhole('> Which size?\nLarge.\n\n> Which color?\nRed.');
  });

  it('shows forwarded messages, which are news to the reader', () => {
    for (const line of [
      '---------- Forwarded message ---------',
      '---------- Mensagem encaminhada ----------',
      '-------- Weitergeleitete Nachricht --------',
      'Begin forwarded message:',
      'Início da mensagem encaminhada:',
      'Začátek přeposílané zprávy:',
    ]) {
      staysWhole(`Please see below.\n\n${line}\n${blocks.en}\n\nThe invoice is attached.`);
      const prefixed = `${line}\n\n${blocks.en}\n\nThe invoice.`.replaceAll(/^/gm, '> ');
      staysWhole(`Please see below.\n\n${prefixed}`);
    }
    staysWhole(`Please see below.\n\n------ Mensagem repassada ------\n${blocks.pt}\n\nThe invoice.`);
    staysWhole(`See below.\n\n---------- Forwarded message ---------\n${blocks.en}\n\n> One\n> Two\n> Three`);
    const signed = `See below.\n\n-- \nKim\n\n---------- Forwarded message ---------\n${blocks.en}\n\nText`;
    assert.deepEqual(kindsOf(signed), ['text', 'signature', 'text']);
  });

  it('shows everything if nothing else would be left', () => {
    staysWhole(`${blocks.pt}\n\nEarlier question?`);
    staysWhole(`${replies.en}\n\nEarlier question?`);
    staysWhole('-----Original Message-----\n\nEarlier question?');
    staysWhole(`-----Original Message-----\n${blocks.en}\n\nEarlier question?`);
    staysWhole('> Earlier\n> question?\n> More of it.');
    staysWhole('Sent from my iPhone');
    staysWhole('\n\nSent from my iPhone\n');
    staysWhole('\n-- \nAna Souza\n');
  });

  it('shows a message below a header at its beginning, and folds what is older', () => {
    const text = `${blocks.pt}\n\nSecond\n\n${replies.pt}\n\nFirst`;
    assert.equal(shown(text), `${blocks.pt}\n\nSecond`);
  });
});

describe('Folding of e-mails hides no text that may be the author’s own', () => {
  for (const [what, text] of Object.entries({
    'two prices': 'Bom dia.\nDe: R$ 100\nPara: R$ 120\nPodem confirmar?',
    'prices on one line': 'O preço mudou.\nDe: R$ 100 / Para: R$ 120\n',
    'a route': 'Quero mudar o voo.\nDe: GRU\nPara: LIS\nData: 12/03/2024 10:00\nObrigada.',
    'a route with a subject':
      'Quero mudar o voo.\nDe: GRU\nPara: LIS\nData: 12/03/2024\nAssunto: voo\nObrigada.',
    'a payment':
      'Paguei.\nDe: ana@example.com\nPara: loja@example.com\nData: 12/03/2024\nValor: R$ 100\nCadê?',
    'labels of several languages': 'Hi\nFrom: ana@example.com\nEnviado: 12/03/2024 10:00\nBetreff: X\nText',
    'a header with text between': 'Hi\nFrom: ana@example.com\nI mean Ana.\nDate: 2024\nSubject: X\nText',
    'dashes that divide': 'Steps:\n---\n1. open the cart\n2. press Pay\nIt fails. What shall I do?',
    'underscores that divide': 'The log says\n________________________________\nERROR 12\n\nCan you help?',
    'a sentence like a phone line':
      'Broken.\nSent from my warehouse on Monday, so it was not us.\nPlease refund.',
    'the same at the end': 'Broken.\nSent from my warehouse on Monday.',
    'a phone line in the middle': 'My mails end with\nSent from my iPhone\nHow do I stop that?',
    'a phone with more': 'Hello.\nSent from my iPhone 15, which I bought from you and which is broken.',
    'a German phone sentence': 'Hallo.\nGesendet von meinem Vater, der auch Kunde ist.',
    'a Portuguese phone sentence': 'Olá.\nEnviado do meu endereço em Lisboa.',
    'an own sentence':
      'Order 4711 is still open.\n\nOn Monday I wrote:\nplease send it again.\n\nCan you check?',
    'an own sentence with lines': 'Open.\n\nOn Monday I wrote:\n> please send it again\n\nCan you check?',
    'an own sentence with an address':
      'Open.\n\nOn 5 Mar 2024 at 10:21 I sent this to you <shop@example.com>:\nsend it.\n\nCan you check?',
    'a shell': 'I ran these:\n> npm install\n> npm test\n',
    comparisons: 'Bags\n>100 kg\n>200 kg',
    'two prefixed lines': 'Results below\n> 5 kg please\n> 6 kg please',
    'what a colleague wrote':
      'Ontem, 05/03/2024, a Ana (ana@example.com) escreveu:\nvamos devolver\n\nMas não devolveram. E agora?',
    'a request below a delimiter': 'Two bags, please\n\n--\nCall me at +55 11 91234-5678 please',
    'an answer': 'How did I send it?\nSent via phone',
    'one prefixed line': 'Result\n> 5 kg please',
    arrows: 'Menu -> File\n-> Save\n',
    'a list with two hyphens': 'Please send\n-- two bags\n-- one box',
    'two delimiters': 'One\n\n--\nTwo\n\n--\nThree',
    'a question below a delimiter': 'One\n\n--\nCan you help?',
    'a sentence below a delimiter': 'One\n--\nPlease send it to the new address in Porto\n',
    'a pasted message': `You sent me this:\n\n${blocks.en}\n\nYour order is late.\n\nIt is not here.`,
    'a quotation that is introduced': `You said:\n\n${replies.en}\n\nNo refund.\n\nWhy?`,
    'no header, an address': 'My address:\nana@example.com\nOn 2024-03-05 10:21\nwrote nothing:',
    headings: '## Order ##\n# One\n##- two',
    'an offer of an app': 'Please do this:\nDownload Outlook for my phone',
    'a colon with a date': 'Our meeting with ana@example.com, 5 Mar 2024 10:21:\nWe said no.\nAgreed?',
  })) {
    it(what, () => staysWhole(text));
  }
});

describe('Folding of e-mails is linear', () => {
  const size = 1_000_000;
  for (const line of [
    '',
    '>',
    'Thanks.',
    ' '.repeat(200),
    'De: R$ 100',
    'De: Ana <ana@example.com>',
    'Enviado: 5/3/2024 10:21',
    'Op schreef 10:21 a@b.c :',
    'On Tue, Mar 5, 2024 at 10:21 AM Ana <ana@example.com> sent:',
    'On 10:21 a@b.c wrote On 10:21 a@b.c wrote:',
    '--',
    '-- ',
    '--- a ---',
    '-----Original Message----',
    '________________________________',
    '##- a -#',
    'Sent from my iPhone and',
    'Sent from my iPhone',
    '=?utf-8?q?=',
    '\u2028\u0000>',
  ]) {
    it(`for a megabyte of ${JSON.stringify(line.slice(0, 60))}`, () => {
      const whole = `${line}\n`.repeat(Math.ceil(size / (line.length + 1)));
      const mixed = `> a\n${line}\n`.repeat(Math.ceil(size / (line.length + 5)));
      for (const text of [whole, mixed, whole.replaceAll('\n', ' '), `Own.\n${whole}`]) {
        const start = process.cpuUsage();
        const segments = foldMail(text);
        const { user } = process.cpuUsage(start);
        assert.equal(segments.map((segment) => segment.text).join(''), text);
        assert.ok(user < 3_000_000, `${user / 1000} ms of processor time`);
      }
    });
  }
});
