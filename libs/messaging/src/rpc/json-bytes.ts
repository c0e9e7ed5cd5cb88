/** A response as the other service wrote it, not parsed: JSON text of a `Data`. */
export class JsonBytes<Data> {
  constructor(readonly bytes: Uint8Array) {}

  parse(): Data {
    return JSON.parse(Buffer.from(this.bytes).toString('utf8'));
  }
}
