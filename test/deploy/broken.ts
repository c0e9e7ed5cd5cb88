import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseObjects } from '../../tools/kubernetes/render.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Its name, the text to replace, its replacement (null takes the object away), and a part of the problem to be named. */
export type Break = readonly [name: string, from: string | RegExp, to: string | null, problem: string];

export class Manifests {
  private readonly texts: readonly string[];
  readonly objects: readonly object[];

  constructor(private readonly overlay: string) {
    this.texts = readFileSync(`${ROOT}deploy/kubernetes/rendered/${overlay}.yaml`, 'utf8').split('---\n');
    this.objects = this.texts.flatMap(parseObjects);
  }

  /**
   * All objects, once for each object that has the text, with the text replaced in that one. Throws where none has it:
   * such a break would prove nothing.
   */
  broken(from: string | RegExp, to: string | null): (readonly object[])[] {
    const places = [...this.texts.keys()].filter(
      (index) => this.replaced(index, from, '\0') !== this.texts[index],
    );
    if (places.length === 0) throw new Error(`rendered/${this.overlay}.yaml has no ${String(from)}`);
    return places.map((index) =>
      this.objects.toSpliced(index, 1, ...(to === null ? [] : parseObjects(this.replaced(index, from, to)))),
    );
  }

  private replaced(index: number, from: string | RegExp, to: string): string {
    return (this.texts[index] ?? '').replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
  }
}
