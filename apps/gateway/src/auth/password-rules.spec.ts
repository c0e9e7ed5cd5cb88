import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#kernel';
import { checkPassword } from './password-rules.js';

const NAMES = { email: 'ada.lovelace@lumen.example', workspaceName: 'Lumen Outreach' };
const codeOf = (password: string): string => {
  try {
    checkPassword(password, NAMES);
    return 'taken';
  } catch (error) {
    return error instanceof DomainError ? String(error.details.errors?.[0]?.code) : String(error);
  }
};

describe('a password that is easily guessed', () => {
  it.each([
    'aaaaaaaaaaaa',
    '123456789012',
    'qwertyqwerty',
    'passwordpassword',
    'Password1234',
    'P@ssw0rd1234',
    'iloveyou1234',
    '1q2w3e4r5t6y',
    'abcdefghijkl',
    'ada.lovelace@lumen.example',
    'lumenlumenlumen',
    'Lumen Outreach',
    'LovelaceLovelace',
    'a'.repeat(200),
  ])('is refused: %s', (password) => {
    expect(codeOf(password)).toBe('weak_password');
  });

  it.each(['correct horse battery', 'a long enough one', 'q9Xk2LmvTz81', 'ein Satz mit vier Worten'])(
    'is not one like %s',
    (password) => {
      expect(codeOf(password)).toBe('taken');
    },
  );
});
