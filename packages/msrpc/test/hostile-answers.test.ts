import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { randomFrom, sampled, seed } from '../../../scripts/sample.ts';
import type { RpcBinding } from '../src/index.ts';
import { operations as atsvc } from './operations/atsvc.ts';
import { operations as lsa } from './operations/lsarpc.ts';
import type { OperationCase } from './operations/operation-case.ts';
import { operations as samr } from './operations/samr.ts';
import { operations as srvsvc } from './operations/srvsvc.ts';
import { operations as svcctl } from './operations/svcctl.ts';
import { operations as winreg } from './operations/winreg.ts';
import { operations as wkssvc } from './operations/wkssvc.ts';
import { samba } from './support/samba.ts';

const random = randomFrom(seed);
const below = (limit: number) => Math.floor(random() * limit);
const interfaces: Readonly<Record<string, readonly OperationCase[]>> = {
  winreg,
  svcctl,
  srvsvc,
  wkssvc,
  atsvc,
  lsa,
  samr,
};

/** What a client may ask for at most until it gives up on a server that says the same again and again. */
const mostCalls = 12;
/** Requests ask for room by number, and carry none. */
const mostRequest = 4096;

for (const [of, operations] of Object.entries(interfaces))
  for (const operation of operations)
    test(`a damaged answer ends in a typed error or in data (${of}: ${operation.name}, seed ${seed})`, async () => {
      const answer = await answerOf(of, operation);
      for (const damaged of damagedAnswers(answer)) await assertBounded(operation, damaged);
    });

/** What Samba answers when all goes well. */
async function answerOf(of: string, { call, answered }: OperationCase): Promise<Uint8Array> {
  const { binding } = samba.server(of, { ...answered, result: 0 });
  let answer: Uint8Array | undefined;
  const recording: RpcBinding = {
    server: binding.server,
    async call(operation, stub) {
      answer = await binding.call(operation, stub);
      return answer;
    },
  };
  await call(recording);
  assert.ok(answer);
  return answer;
}

/** Cut at every place, or with bytes or numbers in it replaced. */
function* damagedAnswers(answer: Uint8Array): Generator<Uint8Array> {
  const interesting = Math.min(answer.length, 256);
  for (let end = 0; end < interesting; end++) yield answer.slice(0, end);
  for (let times = sampled(100, 5000); times > 0; times--) {
    const damaged = Buffer.from(answer);
    for (let count = 1 + below(3); count > 0; count--) {
      // mostly where the counts and the pointers are
      const place = random() < 0.8 ? below(interesting) : below(answer.length);
      if (random() < 0.5) damaged[place] = below(256);
      else if (answer.length >= 4)
        damaged.writeUInt32LE(hostileNumber(answer.length), Math.min(place & ~3, (answer.length & ~3) - 4));
    }
    yield random() < 0.9 ? damaged : damaged.subarray(0, below(answer.length));
  }
}

function hostileNumber(length: number): number {
  const numbers = [0, 1, 2, 7, 122, 234, 255, length, length - 1, length * 2, 0xffff, 0x10000, 0x40000, 0x4000000];
  const large = [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
  const all = [...numbers, ...large];
  return all[below(all.length)]! >>> 0;
}

async function assertBounded({ call }: OperationCase, answer: Uint8Array): Promise<void> {
  let calls = 0;
  const binding: RpcBinding = {
    server: 'BRANCH1',
    async call(_, stub) {
      calls++;
      assert.ok(calls <= mostCalls, `${calls} calls for one answer: ${Buffer.from(answer).toString('hex')}`);
      assert.ok(stub.length <= mostRequest, `a request of ${stub.length} bytes`);
      return answer;
    },
  };
  try {
    const result = await call(binding);
    assert.ok(sizeOf(result) <= 64 + answer.length * 8, `too much from ${Buffer.from(answer).toString('hex')}`);
  } catch (error) {
    if (!isResiteError(error, 'RPC_ANSWER_INVALID', 'RPC_STATUS'))
      throw new Error(`not a typed error, from ${Buffer.from(answer).toString('hex')}`, { cause: error });
  }
}

/** Characters and bytes in it. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + sizeOf(part), 0);
}
