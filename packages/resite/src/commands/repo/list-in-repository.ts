import { defined } from '@resite/errors';
import { listObjects, type ObjectList } from '@resite/repository/objects';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';

export async function listInRepository(context: Context, what: ObjectList): Promise<void> {
  await withRepository(context, repository =>
    listObjects(repository, what, (id, type) =>
      context.emit({ message_type: 'object', ...defined({ object_type: type }), object_id: id }),
    ),
  );
}
