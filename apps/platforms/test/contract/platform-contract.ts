import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { listsAccounts, refusesWrongKeys } from './accounts.js';
import { createsCampaigns, obeysCommands } from './campaigns.js';
import { ACCOUNT, Bench, type ContractOf } from './contract-bench.js';
import { repeatsFacts, tellsFacts } from './facts.js';
import { survivesFaults } from './faults.js';
import { findsLeads, takesLeads } from './leads.js';

/** The promises of the port, at a server that is written from the documentation of the platform. */
export function keepsTheContract(contract: ContractOf): void {
  const { server } = contract;
  const bench = new Bench(contract);
  beforeAll(async () => {
    await server.start();
    server.addAccount(ACCOUNT);
  });
  beforeEach(async () => {
    server.faults.none();
    await bench.begin();
  });
  afterAll(() => server.stop());

  const promises = [
    refusesWrongKeys,
    createsCampaigns,
    obeysCommands,
    takesLeads,
    findsLeads,
    listsAccounts,
    tellsFacts,
    repeatsFacts,
    survivesFaults,
  ];
  for (const promise of promises) promise({ differs: {}, ...contract, bench });
}
