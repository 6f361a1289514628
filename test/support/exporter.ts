import { eventually, type RunningProcess, startProcess } from './process.ts';

export interface Exporter extends RunningProcess {
  readonly url: string;
  /** A page of the exporter as text; fails on another status than the one expected. */
  readonly get: (
    path: string,
    expected?: { status?: number; headers?: Record<string, string> },
  ) => Promise<string>;
}

/** Starts the real program on a free port and waits until it serves. */
export async function startExporter(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { cwd, ...wait }: { readonly timeoutSeconds?: number; readonly cwd?: string } = {},
): Promise<Exporter> {
  const running = startProcess(
    process.execPath,
    ['src/main.ts', 'serve', '--web.listen-address=127.0.0.1:0', ...args],
    { env, ...(cwd !== undefined && { cwd }) },
  );
  const url = await eventually(() => {
    const found = /\bmsg"?[=:]"?Listening"?[ ,]"?url"?[=:]"?(http[^\s"]+)\//.exec(running.stderr())?.[1];
    if (found) return found;
    throw new Error(`the exporter does not serve yet: ${running.stderr()}`);
  }, wait);
  return {
    ...running,
    url,
    get: async (path, { status = 200, headers = {} } = {}) => {
      const response = await fetch(`${url}${path}`, { headers });
      const text = await response.text();
      if (response.status !== status) throw new Error(`${path}: ${response.status} ${text}`);
      return text;
    },
  };
}
