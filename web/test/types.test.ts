import { readFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';

const file = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

it('src/api/types.ts is what openapi.json says (npm run types)', async () => {
  const types = astToString(await openapiTS(JSON.parse(await file('openapi.json')), { alphabetize: false }));
  expect((await file('src/api/types.ts')).split('\n').slice(1).join('\n')).toBe(types);
});
