import type { RpcBinding } from '../binding.ts';
import { type Answer, exchange, nothing, sourceOf } from '../call.ts';
import { AnswerInvalid } from '../ndr/answer-invalid.ts';
import { ArgumentInvalid } from '../ndr/argument-invalid.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { readSid } from '../sid.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { PolicyHandle } from './interface.ts';

/** What a name stands for. */
export interface AccountName {
  /** S-1-5-21-…. */
  sid: string;
  use: SidUse;
  /** Of the domain or computer that the account belongs to; empty where it belongs to none. */
  domain: string;
}

/** SID_NAME_USE ([MS-LSAT] 2.2.13). */
export type SidUse = (typeof uses)[number];

const uses = [
  'SidTypeUser',
  'SidTypeGroup',
  'SidTypeDomain',
  'SidTypeAlias',
  'SidTypeWellKnownGroup',
  'SidTypeDeletedAccount',
  'SidTypeInvalid',
  'SidTypeUnknown',
  'SidTypeComputer',
  'SidTypeLabel',
] as const;

const operation = { number: 14, name: 'LsarLookupNames' };
const { STATUS_NONE_MAPPED, STATUS_SOME_NOT_MAPPED } = windowsErrors;
/** LsapLookupWksta ([MS-LSAT] 2.2.16): everywhere. */
const lookupLevel = 1;
const mostNames = 1000;
/** The relative identifier of an account that is its domain. */
const noRelativeId = 0xffffffff;
const domainSize = 12;
const sidSize = 12;

interface Domain {
  readonly name: string;
  readonly sid: string | undefined;
}

interface Translation {
  readonly use: number;
  readonly relativeId: number;
  /** In the list of domains; -1 for none. */
  readonly domain: number;
}

/**
 * LsarLookupNames ([MS-LSAT] 3.1.4.8): the accounts of these names, `user` or `DOMAIN\user`, in their order; undefined for one that is not
 * known. At most 1000.
 */
export async function lookupNames(
  binding: RpcBinding,
  policy: PolicyHandle,
  names: readonly string[],
): Promise<(AccountName | undefined)[]> {
  if (names.length > mostNames)
    throw new ArgumentInvalid(`${names.length} names are too many: ${mostNames} can be asked for at once`);
  const { result, status } = await ask(binding, policy, names);
  if (status === STATUS_NONE_MAPPED) return names.map(() => undefined);
  if (status !== 0 && status !== STATUS_SOME_NOT_MAPPED)
    throw windowsStatus(binding.server, operation.name, status, names.join(', '));
  const { domains, translations } = result;
  if (translations.length !== names.length)
    throw new AnswerInvalid(
      sourceOf(binding, operation),
      0,
      `it has ${translations.length} accounts for ${names.length} names`,
    );
  return translations.map(translation => accountOf(binding, translation, domains));
}

function ask(binding: RpcBinding, policy: PolicyHandle, names: readonly string[]): Promise<Answer<Found>> {
  return exchange(
    binding,
    operation,
    writer => {
      writer.handle(policy);
      writer.u32(names.length);
      writer.u32(names.length);
      writer.struct(() => {
        for (const name of names) writer.countedString(name, { terminator: false });
      });
      writer.struct(() => {
        writer.u32(0);
        writer.pointer(undefined, nothing);
      });
      writer.u16(lookupLevel);
      writer.u32(0);
    },
    reader => {
      const domains = reader.pointer(() => readDomains(reader)) ?? [];
      const translations = readTranslations(reader);
      reader.u32(); // the number of those that were found
      return { domains, translations };
    },
  );
}

interface Found {
  readonly domains: readonly Domain[];
  readonly translations: readonly Translation[];
}

/** LSAPR_REFERENCED_DOMAIN_LIST ([MS-LSAT] 2.2.12). */
function readDomains(reader: NdrReader): Domain[] {
  return reader.struct(() => {
    const count = reader.u32();
    const domains = reader.embedded(() =>
      reader.structs(count, domainSize, () => {
        const name = reader.countedString();
        const sid = reader.embedded(() => readSid(reader));
        return () => ({ name: name() ?? '', sid: sid() });
      }),
    );
    reader.u32(); // ignored, as the document says
    return () => domains() ?? [];
  });
}

/** LSAPR_TRANSLATED_SIDS ([MS-LSAT] 2.2.15). */
function readTranslations(reader: NdrReader): Translation[] {
  return reader.container(sidSize, () => {
    const use = reader.u16();
    const relativeId = reader.u32();
    const domain = reader.i32();
    return () => ({ use, relativeId, domain });
  });
}

function accountOf(
  binding: RpcBinding,
  { use: number, relativeId, domain: index }: Translation,
  domains: readonly Domain[],
): AccountName | undefined {
  const use = uses[number - 1];
  if (use === 'SidTypeUnknown' || use === 'SidTypeInvalid') return undefined;
  const domain = domains[index];
  if (use === undefined || domain?.sid === undefined)
    throw new AnswerInvalid(
      sourceOf(binding, operation),
      0,
      `an account of kind ${number} belongs to domain ${index}, which is not there`,
    );
  const sid = use === 'SidTypeDomain' || relativeId === noRelativeId ? domain.sid : `${domain.sid}-${relativeId}`;
  return { sid, use, domain: domain.name };
}
