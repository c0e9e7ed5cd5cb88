import { describe, expect, it } from '@jest/globals';
import { idOf } from '#kernel';
import { companyId } from './company-id.js';

const WORKSPACE = idOf('ws', '01890a5d-ac96-774b-bcce-b302099a8057');
const ANOTHER = idOf('ws', '01890a5d-ac96-774b-bcce-b302099a8058');

describe('the id of a company', () => {
  it.each([
    [WORKSPACE, 'acme.example', 'comp_47ya30yec1gtd8rhj5w20d26sj'],
    [WORKSPACE, 'ACME.example', 'comp_47ya30yec1gtd8rhj5w20d26sj'],
    [ANOTHER, 'acme.example', 'comp_0n5paj2fzvgncse9wg9bdekjxr'],
    [WORKSPACE, 'bücher.example', 'comp_73bhbhvtj3hvw9cw9ndx7g5drw'],
    [WORKSPACE, 'company-7.example', 'comp_218mebhv3xhyct70jvmz5kjdaj'],
    [WORKSPACE, 'company-8.example', 'comp_6f6g276n1sg1ksjzt3gm16471t'],
    [WORKSPACE, 'company-9.example', 'comp_3hfnfmberfhzc9nvqymgtccbbx'],
  ])('in %s of %s stays what was given out once', (workspaceId, domain, id) => {
    expect(companyId(workspaceId, domain)).toBe(id);
  });
});
