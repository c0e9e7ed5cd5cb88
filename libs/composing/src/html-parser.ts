import { Parser, type Handler } from 'htmlparser2';

/** The deepest layout tables of real messages stay below 100. */
const MAX_DEPTH = 200;

/**
 * A parser whose stack of open elements is bounded. The library looks for each tag in that stack: 500 kB of tags that
 * were never closed kept the process busy for 8 seconds. Once the stack is full, every element counts as empty, and its words
 * as words of the element around it.
 */
export class HtmlParser extends Parser {
  private depth = 0;

  constructor(handler: Partial<Handler>) {
    super({
      ...handler,
      onopentag: (name, attributes, implied) => {
        if (!this.isVoidElement(name)) this.depth += 1;
        handler.onopentag?.(name, attributes, implied);
      },
      onclosetag: (name, implied) => {
        handler.onclosetag?.(name, implied);
        if (!this.isVoidElement(name)) this.depth -= 1;
      },
    });
  }

  protected override isVoidElement(name: string): boolean {
    return this.depth >= MAX_DEPTH || super.isVoidElement(name);
  }
}
