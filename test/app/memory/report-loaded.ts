import { createRequire } from 'node:module';

/** Preloaded: reports on standard error, at the end of the process, which costly parts it has loaded. */

const formats: string[] = [];
for (const name of ['DateTimeFormat', 'NumberFormat', 'Collator'] as const) {
  const original = Intl[name];
  const counted = new Proxy(original, {
    construct: (target, args) => {
      formats.push(name);
      return Reflect.construct(target, args);
    },
  });
  Object.assign(Intl, { [name]: counted });
}

process.on('exit', () => {
  // A property of Node.js that its types do not have.
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  const files = Object.keys(createRequire(import.meta.url).cache);
  const loaded = {
    builtins: moduleLoadList.map((name) => name.replace(/^\S+ /, '')),
    undici: files.filter((file) => file.includes('/node_modules/undici/')),
    formats,
  };
  process.stderr.write(`loaded=${JSON.stringify(loaded)}\n`);
});
