import type { SiteControlRecord } from './model.ts';

export type Field = readonly [name: string, type: 'text' | 'number'];

/** How a kind of record is laid out: the one table that both the reader and the writer go by. */
export interface Layout {
  readonly kind: SiteControlRecord['kind'];
  readonly keyword: string;
  readonly form: 'block' | 'line';
  readonly fields: readonly Field[];
  /** Fields that must be there; those after them may be missing. */
  readonly required: number;
  /** What a block may hold after its fields. */
  readonly children?: 'items' | 'logonServers' | 'outboxes';
}

const text = (name: string): Field => [name, 'text'];
const number = (name: string): Field => [name, 'number'];

export const logonServerFields: readonly Field[] = [text('name'), text('string1'), number('flags'), text('drive')];

export const layouts: readonly Layout[] = [
  {
    kind: 'file-definition',
    keyword: 'FILE_DEFINITION',
    form: 'block',
    required: 5,
    fields: [
      number('fileType'),
      text('comment'),
      text('targetSite'),
      text('originatingSite'),
      number('stamp'),
      number('posted'),
    ],
  },
  {
    kind: 'site-account',
    keyword: 'SITE_ACCOUNT',
    form: 'block',
    required: 7,
    fields: [
      number('siteType'),
      text('siteCode'),
      text('parentSiteCode'),
      text('siteServer'),
      text('siteServerDomain'),
      text('siteName'),
      text('installDirectory'),
      text('serviceAccountDomain'),
      text('serviceAccount'),
      text('serviceAccountPassword'),
      text('publicKey'),
      text('sqlServer'),
      text('sqlLogin'),
      text('sqlPassword'),
      text('sqlDatabase'),
      text('sqlPublicKey'),
      text('userName'),
      text('organization'),
    ],
  },
  {
    kind: 'transaction',
    keyword: 'TRANSACTION',
    form: 'line',
    required: 1,
    fields: [text('type'), number('persistent'), number('number'), text('string1'), text('string2')],
  },
  {
    kind: 'property',
    keyword: 'PROPERTY',
    form: 'line',
    required: 4,
    fields: [text('name'), text('string1'), text('string2'), number('number')],
  },
  {
    kind: 'property-list',
    keyword: 'PROPERTY_LIST',
    form: 'block',
    required: 1,
    fields: [text('name')],
    children: 'items',
  },
  {
    kind: 'domain',
    keyword: 'DOMAIN',
    form: 'block',
    required: 1,
    fields: [text('name'), text('networkType'), number('enumerate')],
    children: 'logonServers',
  },
  {
    kind: 'address',
    keyword: 'ADDRESS',
    form: 'line',
    required: 3,
    fields: [text('originatingSite'), text('destinationSite'), text('senderType'), text('outbox')],
  },
  {
    kind: 'outbox',
    keyword: 'OUTBOX',
    form: 'line',
    required: 6,
    fields: [
      text('name'),
      text('string1'),
      text('addressFormat'),
      text('schedule'),
      number('create'),
      text('drive'),
      text('server'),
    ],
  },
  {
    kind: 'server',
    keyword: 'SERVER',
    form: 'line',
    required: 2,
    fields: [text('name'), text('serverType'), number('flags'), text('drive')],
  },
  {
    kind: 'component',
    keyword: 'COMPONENT',
    form: 'block',
    required: 3,
    fields: [number('flags'), text('name'), text('file'), text('server'), text('drive')],
  },
  {
    kind: 'sender',
    keyword: 'SENDER',
    form: 'block',
    required: 6,
    fields: [number('flags'), text('addressFormat'), text('file'), text('drive'), text('server'), text('name')],
    children: 'outboxes',
  },
];
