import { describe, expect, it } from 'vitest';
import { acceptsGzip, negotiate } from '../../src/exposition/index.ts';

describe('the format', () => {
  it.each([
    [undefined, 'text'],
    ['', 'text'],
    ['*/*', 'text'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8', 'text'],
    // Prometheus 2.42, 2.55 and 3.5
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
    ['text/plain;version=0.0.4;q=0.9, application/openmetrics-text;q=0.2', 'text'],
    ['application/openmetrics-text; version=0.0.1, text/plain;q=0.5', 'text'],
    ['application/openmetrics-text; version="1.0.0"', 'openmetrics'],
    ['Application/OpenMetrics-Text', 'openmetrics'],
    ['application/openmetrics-text;q=0, */*', 'text'],
    ['application/openmetrics-text;q=0', 'text'],
    ['application/openmetrics-text;q=high', 'openmetrics'],
    [',;,=;q', 'text'],
  ])('negotiates the format of %j as %s', (accept, format) => {
    expect(negotiate(accept)).toBe(format);
  });
});

describe('gzip', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['GZIP', true],
    ['x-gzip', true],
    ['gzip, deflate, br', true],
    ['gzip;q=0', false],
    ['gzip;q=0, *', false],
    ['*', true],
    ['*;q=0', false],
    ['identity', false],
    ['br;q=1.0, gzip;q=0.001', true],
  ])('negotiates gzip for %j: %s', (acceptEncoding, accepts) => {
    expect(acceptsGzip(acceptEncoding)).toBe(accepts);
  });
});
