import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accessKeySettings, baseUrlSchema, clientCredentialsSettings } from '../../src/vendor-http/index.ts';

async function secretFile(content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'secret-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'secret');
  await writeFile(file, content);
  return file;
}

function problems(result: { error?: { issues: { path: PropertyKey[]; message: string }[] } }): string[] {
  return result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

describe('oauth with client credentials', () => {
  it('has defaults for all but the credentials', async () => {
    const settings = clientCredentialsSettings.parse({ client_id: 'id', client_secret: 's' });
    expect(settings).toMatchObject({
      clientId: 'id',
      clientAuth: 'post',
      scope: undefined,
      token_url: undefined,
      allowInsecureHttp: false,
    });
    expect(await settings.clientSecret()).toBe('s');
  });

  it('accepts every key', () => {
    expect(
      clientCredentialsSettings.parse({
        client_id: 'id',
        client_secret: 's',
        token_url: 'https://login.example/token?x=1',
        client_auth: 'basic',
        scope: 'a b',
        allow_insecure_http: true,
      }),
    ).toMatchObject({
      clientAuth: 'basic',
      scope: 'a b',
      token_url: 'https://login.example/token?x=1',
      allowInsecureHttp: true,
    });
  });

  it('reads the file of a secret at each use, without its last newline', async () => {
    const file = await secretFile('first\n');
    const { clientSecret } = clientCredentialsSettings.parse({ client_id: 'id', client_secret_file: file });
    expect(await clientSecret()).toBe('first');
    await writeFile(file, ' second \r\n');
    expect(await clientSecret()).toBe(' second ');
    await writeFile(file, 'third\n\n');
    expect(await clientSecret()).toBe('third');
  });

  it.each([
    ['a byte order mark', '\ufeffs3cret\r\n', 's3cret'],
    ['a tab and spaces', ' s3\tcret ', ' s3\tcret '],
    ['letters of other languages', 'pässwörd→\n', 'pässwörd→'],
  ])('accepts a secret with %s, from a file and given directly', async (_, content, secret) => {
    const file = await secretFile(content);
    const given = [{ client_secret_file: file }, { client_secret: content }];
    for (const each of given) {
      const { clientSecret } = clientCredentialsSettings.parse({ client_id: 'id', ...each });
      expect(await clientSecret()).toBe(secret);
    }
  });

  it.each([
    ['a line break in it', 's3\ncret', 'has more than one line; '],
    ['an old line break in it', 's3\rcret\n', 'has more than one line; '],
    ['an empty line before it', '\ns3cret', 'has more than one line; '],
    ['a NUL in it', 's3\0cret', 'has a control character in it; '],
    ['a colour in it', 's3\u001b[0mcret', 'has a control character in it; '],
  ])('rejects a secret with %s, from a file and given directly', async (_, content, problem) => {
    const file = await secretFile(content);
    const { clientSecret } = clientCredentialsSettings.parse({ client_id: 'id', client_secret_file: file });
    const refusal = await clientSecret().catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'secret_file_invalid',
      message: expect.stringContaining(`client_secret_file ${file} ${problem}`),
    });
    expect(String(refusal)).not.toMatch(/\bcret/);
    expect(
      problems(clientCredentialsSettings.safeParse({ client_id: 'id', client_secret: content })),
    ).toEqual([expect.stringContaining(`client_secret: ${problem}`)]);
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffs3cret', 'utf16le')],
    ['Latin-1', Buffer.from('pässwörd', 'latin1')],
  ])('rejects a secret file in %s', async (_, content) => {
    const file = await secretFile(content);
    const { clientSecret } = clientCredentialsSettings.parse({ client_id: 'id', client_secret_file: file });
    await expect(clientSecret()).rejects.toMatchObject({
      code: 'secret_file_invalid',
      message: expect.stringContaining('is not UTF-8 text; save it in that encoding'),
    });
  });

  it('takes a file that holds only a byte order mark for an empty one', async () => {
    const file = await secretFile('\ufeff\n');
    const { clientSecret } = clientCredentialsSettings.parse({ client_id: 'id', client_secret_file: file });
    await expect(clientSecret()).rejects.toMatchObject({ code: 'secret_file_empty' });
  });

  it('names the key of a file that is empty or missing', async () => {
    const file = await secretFile('\n');
    const { clientSecret } = clientCredentialsSettings.parse({ client_id: 'id', client_secret_file: file });
    await expect(clientSecret()).rejects.toMatchObject({
      code: 'secret_file_empty',
      message: expect.stringContaining(`client_secret_file ${file} is empty`),
    });
    await rm(file);
    await expect(clientSecret()).rejects.toMatchObject({
      code: 'secret_file_unreadable',
      message: expect.stringContaining(`client_secret_file ${file} cannot be read (ENOENT)`),
    });
  });

  it.each([
    [{ client_id: 'id' }, /^client_secret_file: is missing; name the file/],
    [
      { client_id: 'id', client_secret: 'hush', client_secret_file: 'f' },
      /^client_secret: .*keep one of the two/,
    ],
    [{ client_id: 'id', client_secret: '' }, /^client_secret: /],
    [{ client_secret: 'hush' }, /^client_id: /],
    [{ client_id: 'id', client_secret: 'hush', client_secret_path: 'f' }, /client_secret_path/],
    [{ client_id: 'id', client_secret: 'hush', client_auth: 'digest' }, /^client_auth: .*post.*basic/],
    [{ client_id: 'id', client_secret: 'hush', token_url: '/token' }, /^token_url: must be a full address/],
    [{ client_id: 'id', client_secret: 'hush', token_url: 'https://a:b@host' }, /^token_url: .*user name/],
  ])('describes the problem of %j', (given, expected) => {
    const [problem, ...others] = problems(clientCredentialsSettings.safeParse(given));
    expect(problem).toMatch(expected);
    expect(problem).not.toContain('hush');
    expect(others).toEqual([]);
  });
});

describe('oauth with an access key', () => {
  it('needs no client with an access key', async () => {
    const settings = accessKeySettings.parse({ access_key_id: 'k', access_key_secret: 's' });
    expect(settings).toMatchObject({
      accessKeyId: 'k',
      clientId: undefined,
      clientSecret: undefined,
      clientAuth: 'post',
    });
    expect(await settings.accessKeySecret()).toBe('s');
  });

  it('accepts a client with an access key', async () => {
    const file = await secretFile('from file');
    const settings = accessKeySettings.parse({
      access_key_id: 'k',
      access_key_secret_file: file,
      client_id: 'c',
      client_secret: 's',
    });
    expect(await settings.accessKeySecret()).toBe('from file');
    expect(await settings.clientSecret?.()).toBe('s');
  });

  it.each([
    [{ access_key_id: 'k' }, /^access_key_secret_file: is missing/],
    [{ access_key_id: 'k', access_key_secret: 's', client_secret: 's' }, /^client_id: is missing/],
  ])('describes the problem of an access key with %j', (given, expected) => {
    expect(problems(accessKeySettings.safeParse(given))).toEqual([expect.stringMatching(expected)]);
  });
});

describe('base URLs', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['HTTPS://API.example.com:443/a/b//', 'https://api.example.com/a/b'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ])('normalises the base URL %s', (given, expected) => {
    expect(baseUrlSchema.parse(given)).toBe(expected);
  });

  it.each([
    'api.example.com',
    'ftp://api.example.com',
    'https://',
    '/api',
    '',
    'https://u@h',
    'https://h?x=1',
    'https://h#x',
  ])('rejects the base URL %j', (given) => {
    expect(problems(baseUrlSchema.safeParse(given))).toEqual([expect.stringMatching(/^: must /)]);
  });
});
