import { createHmac } from 'node:crypto';
import { addressKey } from '../domain/account';

/** Without vowels and look-alikes, so that a code is no word and can be read aloud. */
const letters = '23456789BCDFGHJKMNPQRSTVWXZ';
const codeLength = 5;
/** A cached code costs some 100 bytes. */
const mostCached = 20_000;

/** Localized masks: a label and the code of a person or address. */
export interface MaskLabels {
  readonly requester: (code: string) => string;
  readonly visitor: (code: string) => string;
  readonly email: (code: string) => string;
  readonly ip: (code: string) => string;
}

/**
 * Codes that distinguish people and addresses without revealing them: five letters from a keyed hash, and one that
 * depends on them, by which masks are recognized. The key is random and stays on this machine, so that a code cannot be
 * computed from an address that someone guesses.
 */
export class MaskCodes {
  private readonly known = new Map<string, string>();
  private readonly masks: RegExp;

  constructor(
    private readonly key: string,
    readonly labels: MaskLabels,
  ) {
    const code = `[${letters}]{${codeLength + 1}}`;
    const forms = [labels.requester, labels.visitor, labels.email, labels.ip].map((label) =>
      escapeRegExp(label('\u0000')).replace('\u0000', `(${code})`),
    );
    this.masks = new RegExp(forms.join('|'), 'giu');
  }

  /** The code of an e-mail address, and of the person who has it. */
  ofEmail(address: string): string {
    return this.of(`mail ${addressKey(address)}`);
  }

  ofIp(address: string): string {
    return this.of(`ip ${address.trim().toLowerCase()}`);
  }

  /** The code of a person whose address is not known. */
  ofName(name: string): string {
    return this.of(`name ${name.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ')}`);
  }

  /** The first mask in a text; `undefined` if there is none. */
  maskIn(text: string): string | undefined {
    for (const [mask, ...codes] of text.matchAll(this.masks)) {
      // Only the group of the label that was found has a value.
      if (this.isCode(codes.filter(Boolean).join('').toUpperCase())) return mask;
    }
    return undefined;
  }

  private isCode(code: string): boolean {
    const start = code.slice(0, codeLength);
    return code === start + this.hash(`check ${start}`, 1);
  }

  private of(value: string): string {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const start = this.hash(value, codeLength);
    const code = start + this.hash(`check ${start}`, 1);
    if (this.known.size >= mostCached) this.known.clear();
    this.known.set(value, code);
    return code;
  }

  private hash(value: string, length: number): string {
    let number = createHmac('sha256', this.key).update(value).digest().readUIntBE(0, 6);
    let code = '';
    while (code.length < length) {
      code += letters.charAt(number % letters.length);
      number = Math.floor(number / letters.length);
    }
    return code;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
