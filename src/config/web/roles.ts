import { z } from 'zod';
import type { Grant } from '../../server/index.ts';
import { wildcard } from '../../settings/index.ts';
import { ConfigError } from '../validation/config-error.ts';
import { readTextFile } from '../validation/text-file.ts';
import { createValidator } from '../validation/validate.ts';
import { readYaml } from '../yaml/source.ts';

/** The file of `--web.roles.file`: the roles of the users of the web configuration. */

const role = z.enum(['metrics', 'view', 'query', 'admin']);

const grantSchema = z
  .object({
    roles: z.union([role, z.array(role).min(1)]),
    tenants: z.array(wildcard()).min(1).optional(),
    queues: z.array(wildcard()).min(1).optional(),
  })
  .superRefine(({ roles, tenants, queues }, context) => {
    const names = [roles].flat();
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (names.includes('admin') && tenants) refuse('tenants', 'cannot restrict the role admin; delete it');
    if (queues && names.some((name) => name !== 'view'))
      refuse('queues', 'can only restrict the role view; use another user for other roles');
  });

const userSchema = z.union([role, z.array(role).min(1), grantSchema]).transform((written): Grant => {
  const { roles, tenants, queues } =
    typeof written === 'object' && !Array.isArray(written) ? written : { roles: written };
  return {
    roles: new Set([roles].flat()),
    ...(tenants && { tenants }),
    ...(queues && { queues }),
  };
});

const fileSchema = z.object({ users: z.record(z.string().min(1), z.unknown()) });
const userKeys = z.object({ roles: z.unknown(), tenants: z.unknown(), queues: z.unknown() });

/** @throws ConfigError with everything that is wrong. */
export async function loadRoles(file: string): Promise<ReadonlyMap<string, Grant>> {
  const source = readYaml(await readTextFile(file), file, {});
  const validator = createValidator(source);
  const value = source.value ?? {};
  validator.refuseUnknownKeys(fileSchema, value, []);
  const users = validator.parse(fileSchema, value, [])?.users ?? {};
  const grants = Object.entries(users).flatMap(([user, written]) => {
    validator.refuseUnknownKeys(userKeys, written, ['users', user]);
    const grant = validator.parse(userSchema, written, ['users', user]);
    return grant ? [[user, grant] as const] : [];
  });
  if (validator.problems().length > 0) throw new ConfigError(validator.problems());
  return new Map(grants);
}
