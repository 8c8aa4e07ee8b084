import { folderFence } from '@resite/host';

const [folder, count] = process.argv.slice(2);
const fence = folderFence(folder!);
const claims = await Promise.all(Array.from({ length: Number(count) }, () => fence.claim()));
console.log(JSON.stringify(claims));
