// Writes src/api/types.ts, which is not kept, from openapi.json, which a test of the server's holds to be its own document.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const file = path => fileURLToPath(new URL(`../${path}`, import.meta.url));
const types = astToString(await openapiTS(JSON.parse(await readFile(file('openapi.json'), 'utf8')), { alphabetize: false }));
await writeFile(file('src/api/types.ts'), types);
