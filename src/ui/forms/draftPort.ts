import type { FormValues } from '../../protocol/form';

/** Where what is typed is kept, by account and subject. A form never hands it a password. */
export interface DraftPort {
  read(key: string): FormValues | undefined;
  write(key: string, values: FormValues): void;
  discard(key: string): void;
}
