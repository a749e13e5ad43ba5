// Prints what the Khronos validator says about each file named, as one JSON array.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const [web, ...files] = process.argv.slice(2);
const validator = createRequire(join(web, 'package.json'))('gltf-validator');
const reports = [];
for (const file of files) {
  reports.push(
    await validator.validateBytes(new Uint8Array(readFileSync(file)), {
      uri: file,
      maxIssues: 10000,
      externalResourceFunction: async (uri) => new Uint8Array(readFileSync(join(dirname(file), decodeURIComponent(uri)))),
    }),
  );
}
process.stdout.write(JSON.stringify(reports));
