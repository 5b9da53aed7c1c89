// Writes src/api/types.ts from the server's OpenAPI document: npm run types -- path/to/openapi.json
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const web = fileURLToPath(new URL('..', import.meta.url));
const kept = resolve(web, 'openapi.json');
const given = process.argv[2] ? resolve(process.argv[2]) : kept;

const document = JSON.parse(await readFile(given, 'utf8'));
const types = astToString(await openapiTS(document, { alphabetize: false }));
if (given !== kept)
  await copyFile(given, kept);
await writeFile(
  resolve(web, 'src/api/types.ts'),
  `// Generated from openapi.json by npm run types: not written by hand.\n${types}`,
);
