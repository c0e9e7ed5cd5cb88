/** Content as it is written in JSON and UTF-8, for somebody else: nothing on its way reads it or writes it again. */
export class JsonText<Content> {
  constructor(readonly bytes: Buffer) {}

  parse(): Content {
    const content: Content = JSON.parse(this.bytes.toString());
    return content;
  }
}
