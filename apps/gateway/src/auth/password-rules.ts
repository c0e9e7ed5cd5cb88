import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { validationError } from '#kernel';

/** More than 10⁸ guesses. Below are common passwords, repetitions, sequences, rows of keys and dates. */
const STRONG_ENOUGH = 3;
/** An estimate runs on the event loop: 64 characters take up to 100 ms of it, 200 up to 330 ms. */
const JUDGED_CHARACTERS = 64;

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** The names that somebody who guesses tries first. */
export interface OwnNames {
  readonly email: string;
  readonly workspaceName: string;
}

/** @throws a validation error of `field` for a password that is easily guessed */
export function checkPassword(password: string, names: OwnNames, field = 'password'): void {
  const judged = password.slice(0, JUDGED_CHARACTERS);
  if (estimator.check(judged, partsOf(names)).score >= STRONG_ENOUGH) return;
  throw validationError([
    {
      field,
      code: 'weak_password',
      message: 'is easily guessed: take a longer one, without names, patterns and common passwords',
    },
  ]);
}

/** Whole and in parts: a password may repeat one word of a name. */
const partsOf = ({ email, workspaceName }: OwnNames): string[] =>
  [email, workspaceName]
    .flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)])
    .filter((part) => part.length > 2);
