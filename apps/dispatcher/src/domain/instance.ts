/** This process among the replicas: what it claims bears its id. Injected. */
export class Instance {
  constructor(readonly id: string) {}
}
