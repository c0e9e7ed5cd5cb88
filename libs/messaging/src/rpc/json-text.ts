/** An answer as it is written in JSON, for somebody else: nothing on its way reads it. */
export class JsonText<Content> {
  constructor(readonly text: string) {}

  parse(): Content {
    const content: Content = JSON.parse(this.text);
    return content;
  }
}
