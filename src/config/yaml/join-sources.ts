import type { ConfigPath, ConfigProblem } from '../validation/config-error.ts';
import { isMapping } from '../validation/unknown-keys.ts';
import type { YamlSource } from './source.ts';

/**
 * Several files as one: their `tenants` are joined in order, and every other section stands in one file. Problems are
 * reported in the file where they are, with its own indices.
 */
export function joinSources(sources: readonly YamlSource[]): YamlSource {
  const [first] = sources;
  if (!first || sources.length === 1) return first ?? EMPTY;
  const problems: ConfigProblem[] = sources.flatMap((source) => source.problems);
  const sections = new Map<string, { readonly source: YamlSource; readonly value: unknown }>();
  const tenants: { readonly source: YamlSource; readonly index: number; readonly value: unknown }[] = [];
  let hasTenants = false;

  for (const source of sources) {
    if (source.value === undefined || source.value === null) continue;
    if (!isMapping(source.value)) {
      problems.push(source.problemAt([], 'must be a mapping; start with "tenants:"'));
      continue;
    }
    for (const [key, value] of Object.entries(source.value)) {
      if (key === 'tenants' && Array.isArray(value)) {
        hasTenants = true;
        tenants.push(...value.map((tenant: unknown, index) => ({ source, index, value: tenant })));
      } else if (key === 'tenants') {
        problems.push(source.problemAt([key], 'must be a list'));
      } else if (sections.has(key)) {
        problems.push(source.problemAt([key], 'is in another file of the folder too; keep one', 'key'));
      } else sections.set(key, { source, value });
    }
  }

  const locate = (path: ConfigPath): readonly [YamlSource, ConfigPath] => {
    const [section, index, ...rest] = path;
    const tenant = section === 'tenants' && typeof index === 'number' ? tenants[index] : undefined;
    if (tenant) return [tenant.source, ['tenants', tenant.index, ...rest]];
    return [sections.get(String(section))?.source ?? first, path];
  };
  return {
    value: {
      ...Object.fromEntries([...sections].map(([key, { value }]) => [key, value])),
      ...(hasTenants && { tenants: tenants.map(({ value }) => value) }),
    },
    problems,
    problemAt: (path, message, part) => {
      const [source, local] = locate(path);
      return source.problemAt(local, message, part);
    },
    referenceAt: (path) => {
      const [source, local] = locate(path);
      return source.referenceAt(local);
    },
  };
}

const EMPTY: YamlSource = {
  value: undefined,
  problems: [],
  problemAt: (_, message) => ({ file: '', path: '', message }),
  referenceAt: () => undefined,
};
