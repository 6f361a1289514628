/** The page loads only files of this server, runs no inline code, and never creates markup from text. */
const PAGE_POLICY: readonly string[] = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
];

/** Headers of the web configuration that affect this policy. */
export interface ConfiguredHeaders {
  readonly policy: string | undefined;
  readonly frameOptions: string | undefined;
}

/**
 * Returns the page's Content-Security-Policy. A directive that the web configuration sets replaces the page's own; the
 * others stay, so that allowing a frame does not give up the rest. Browsers ignore `X-Frame-Options` beside
 * `frame-ancestors` (CSP 3, section 6.4.2), so the page's own gives way to it.
 */
export function contentSecurityPolicy({ policy = '', frameOptions }: ConfiguredHeaders): string {
  const configured = policy
    .split(';')
    .map((directive) => directive.trim())
    .filter(Boolean)
    .map((directive) => directive.replace(/^\S+/, (name) => name.toLowerCase()));
  const replaced = new Set(configured.map(nameOf));
  if (frameOptions !== undefined) replaced.add('frame-ancestors');
  return [...PAGE_POLICY.filter((directive) => !replaced.has(nameOf(directive))), ...configured].join('; ');
}

const nameOf = (directive: string) => directive.split(/\s/, 1)[0] ?? '';
