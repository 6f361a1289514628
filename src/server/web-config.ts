/** How the server may be reached: what the web configuration file says, in the format of Prometheus's exporter-toolkit. */
export interface WebConfig {
  /** Absent: plain HTTP. */
  readonly tls?: TlsConfig;
  /** Set on every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bcrypt hashes by user name; empty: everybody may read. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit?: RateLimit;
}

const EVERYBODY: WebConfig = { headers: {}, users: new Map() };

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
  /** A client certificate must carry one of these; absent: any name will do. */
  readonly clientAllowedSans?: readonly string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** OpenSSL names, for TLS up to 1.2; absent: the runtime's own choice. */
  readonly ciphers?: readonly string[];
  readonly preferServerCiphers: boolean;
  /** OpenSSL names in order of preference; absent: the runtime's own choice. */
  readonly curves?: readonly string[];
}

/** A token bucket: a request every `intervalSeconds`, and `burst` at once. */
export interface RateLimit {
  readonly intervalSeconds: number;
  readonly burst: number;
}

/** The web configuration in force, which changes when its file does. */
export interface WebConfigSource {
  current(): WebConfig;
  onChange(listener: (config: WebConfig) => void): void;
}

/** Plain HTTP for everybody: without a web configuration file. */
export const OPEN: WebConfigSource = {
  current: () => EVERYBODY,
  onChange: () => {},
};
