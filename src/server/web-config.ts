/** Contents of the web configuration file, in the format of Prometheus's exporter-toolkit. */
export interface WebConfig {
  /** Absent: plain HTTP. */
  readonly tls?: TlsConfig;
  /** Headers of every response. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bcrypt hashes by user name; empty: no authentication. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit?: RateLimit;
  /** By user name; absent: every user may do everything. */
  readonly grants?: ReadonlyMap<string, Grant>;
}

const NO_WEB_CONFIG: WebConfig = { headers: {}, users: new Map() };

/** Go's `tls.ClientAuthType`. */
export type ClientAuthType =
  | 'NoClientCert'
  | 'RequestClientCert'
  | 'RequireAnyClientCert'
  | 'VerifyClientCertIfGiven'
  | 'RequireAndVerifyClientCert';

export type TlsVersion = 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';

/** Certificates and keys in PEM. */
export interface TlsConfig {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
  readonly clientAuthType: ClientAuthType;
  /** Names of which a client certificate must have one; absent: any name. */
  readonly clientAllowedSans?: readonly string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** OpenSSL names, for TLS up to 1.2; absent: the default of Node.js. */
  readonly ciphers?: readonly string[];
  readonly preferServerCiphers: boolean;
  /** OpenSSL names in order of preference; absent: the default of Node.js. */
  readonly curves?: readonly string[];
}

/** Token bucket: one request every `intervalSeconds`, with bursts of `burst`. */
export interface RateLimit {
  readonly intervalSeconds: number;
  readonly burst: number;
}

/** The current web configuration, which follows changes of its file. */
export interface WebConfigSource {
  current(): WebConfig;
  onChange(listener: (config: WebConfig) => void): void;
}

/** Plain HTTP without authentication, where no web configuration file is set. */
export const OPEN: WebConfigSource = {
  current: () => NO_WEB_CONFIG,
  onChange: () => {},
};

/** `admin` includes the others. */
export type Role = 'metrics' | 'view' | 'query' | 'admin';

/** What a user may do. */
export interface Grant {
  readonly roles: ReadonlySet<Role>;
  /** Names of tenants, which may contain wildcards; absent: all of them. */
  readonly tenants?: readonly string[];
  /** Names of queues, which may contain wildcards; absent: all queues of the tenants. Only with the role `view`. */
  readonly queues?: readonly string[];
}
