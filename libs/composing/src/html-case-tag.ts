import { CaseTag, type Context } from 'liquidjs';
import { unprotected } from './escaping.js';

/** Its `when "R&D"` compares without an operator, so its value must come as it was. */
export class HtmlCaseTag extends CaseTag {
  constructor(...parts: ConstructorParameters<typeof CaseTag>) {
    super(...parts);
    const original = this.value.value.bind(this.value);
    this.value.value = function* (context: Context, lenient?: boolean) {
      return unprotected(yield* original(context, lenient));
    };
  }
}
