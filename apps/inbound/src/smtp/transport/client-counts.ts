/** How many connections each address has. */
export class ClientCounts {
  /** Addresses by the id of the connection. */
  private readonly addresses = new Map<string, string>();

  constructor(private readonly maxOfAddress: number) {}

  /** False where the address has as many as it may. */
  admit(connection: string, address: string): boolean {
    const others = [...this.addresses.values()].filter((other) => other === address).length;
    if (others >= this.maxOfAddress) return false;
    this.addresses.set(connection, address);
    return true;
  }

  leave(connection: string): void {
    this.addresses.delete(connection);
  }
}
