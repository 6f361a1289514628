import { describe, expect, it } from 'vitest';
import { createReloader, type ReloadResult } from '../../src/config/index.ts';

/** A reloader whose loading the test lets through step by step. */
function stage({ apply = async () => {} }: { apply?: (config: string) => Promise<void> } = {}) {
  let file = 'first';
  let gate = Promise.withResolvers<void>();
  const loads: string[] = [];
  const applied: string[] = [];
  const results: ReloadResult[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const reloader = createReloader<string>({
    load: async () => {
      atOnce++;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      const content = file;
      loads.push(content);
      try {
        await gate.promise;
        if (content === 'invalid') throw new Error('invalid file');
        return content;
      } catch (error) {
        atOnce--;
        throw error;
      }
    },
    apply: async (config) => {
      await apply(config);
      applied.push(config);
      atOnce--;
    },
    onResult: (result) => results.push(result),
  });
  return {
    reloader,
    loads,
    applied,
    results,
    mostAtOnce: () => mostAtOnce,
    edit: (content: string) => {
      file = content;
    },
    open: () => {
      gate.resolve();
    },
    shut: () => {
      gate = Promise.withResolvers<void>();
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a reloader', () => {
  it('loads, applies and tells of it', async () => {
    const { reloader, applied, results, open } = stage();
    open();
    expect(await reloader.reload()).toEqual({ ok: true });
    expect(applied).toEqual(['first']);
    expect(results).toEqual([{ ok: true }]);
  });

  it('changes nothing when the file is invalid, and can go on afterwards', async () => {
    const { reloader, applied, results, edit, open } = stage();
    open();
    edit('invalid');
    expect(await reloader.reload()).toEqual({ ok: false, error: new Error('invalid file') });
    expect(applied).toEqual([]);
    edit('mended');
    await reloader.reload();
    expect(applied).toEqual(['mended']);
    expect(results.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('gives whoever asks during a reload one that starts after it, shared among them', async () => {
    const { reloader, loads, applied, mostAtOnce, edit, open } = stage();
    const first = reloader.reload();
    await settled();
    edit('second');
    const second = reloader.reload();
    edit('third');
    const third = reloader.reload();
    await settled();
    expect(loads).toEqual(['first']);
    open();
    await Promise.all([first, second, third]);
    expect(loads).toEqual(['first', 'third']);
    expect(applied).toEqual(['first', 'third']);
    expect(mostAtOnce()).toBe(1);
  });

  it('never runs two at once, even when asked the moment one ends', async () => {
    const { reloader, mostAtOnce, open } = stage();
    open();
    const first = reloader.reload();
    const again = first.then(() => reloader.reload());
    await settled();
    const others = [reloader.reload(), reloader.reload().then(() => reloader.reload())];
    await Promise.all([first, again, ...others]);
    expect(mostAtOnce()).toBe(1);
  });

  it('reports what goes wrong in applying, too', async () => {
    const { reloader, open } = stage({
      apply: async () => {
        throw new Error('no');
      },
    });
    open();
    expect(await reloader.reload()).toEqual({ ok: false, error: new Error('no') });
  });

  it('applies nothing once it is closed, and closes when the running one has ended', async () => {
    const { reloader, loads, applied, open } = stage();
    const running = reloader.reload();
    await settled();
    const closing = reloader.close();
    open();
    await closing;
    expect((await running).ok).toBe(false);
    expect((await reloader.reload()).ok).toBe(false);
    expect(loads).toEqual(['first']);
    expect(applied).toEqual([]);
  });
});
