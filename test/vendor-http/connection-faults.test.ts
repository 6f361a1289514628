import { expect, it } from 'vitest';
import { describeFault } from '../../src/vendor-http/transport/connection-faults.ts';

const alert = (name: string) =>
  Object.assign(new Error(`error:0A00045C:SSL routines:ssl3_read_bytes:${name}:SSL alert number 116`), {
    code: 'ERR_SSL_ALERT',
  });

it.each(['tlsv13 alert certificate required', 'ssl/tls alert handshake failure'])(
  'an alert "%s" is described with the setting of the client certificate',
  (name) => {
    expect(describeFault(alert(name))).toMatchObject({
      code: 'refused',
      isPermanent: true,
      problem: expect.stringMatching(/requires a client certificate: set http\.tls\.cert_file/),
    });
    expect(describeFault(alert(name), { tls: { certFile: '/x.pem' } }).problem).toMatch(
      /refused the client certificate, http\.tls\.cert_file \/x\.pem$/,
    );
  },
);

it('a connection that is refused is described without a setting, and may be tried again', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  expect(describeFault(error, { tls: { certFile: '/x.pem' } })).toMatchObject({
    problem: 'connection failed: connect ECONNREFUSED 127.0.0.1:1',
    isPermanent: false,
  });
});
