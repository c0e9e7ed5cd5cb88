import { describe, expect, it } from '@jest/globals';
import { idOf } from '#kernel';
import { companyId } from './company-id.js';

const WORKSPACE = idOf('ws', '01890a5d-ac96-774b-bcce-b302099a8057');
const ANOTHER = idOf('ws', '01890a5d-ac96-774b-bcce-b302099a8058');

describe('the id of a company', () => {
  it.each([
    [WORKSPACE, 'acme.example', 'comp_0tph8zrx73gzntnk0vwz4nyddd'],
    [WORKSPACE, 'ACME.example', 'comp_0tph8zrx73gzntnk0vwz4nyddd'],
    [ANOTHER, 'acme.example', 'comp_6bgcr63fwkg5ksb7smmrqftvef'],
    [WORKSPACE, 'bücher.example', 'comp_676awhv81hgzqvjehnk6mn704t'],
    [WORKSPACE, 'company-7.example', 'comp_03rx9g2keehsysnzgtb6gh4hd2'],
    [WORKSPACE, 'company-8.example', 'comp_48m950y82zhayt7987f6gm50cz'],
    [WORKSPACE, 'company-9.example', 'comp_0ajtemq2bsgc4bjnse6hmv5chx'],
  ])('in %s of %s stays what was given out once', (workspaceId, domain, id) => {
    expect(companyId(workspaceId, domain)).toBe(id);
  });
});
