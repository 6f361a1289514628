/**
 * Options for connecting to a host with several addresses. By default Node.js tries the next address after 250 ms, which
 * is too short for a host on another continent. Two seconds leave room for one lost packet, which is retransmitted after
 * one second (RFC 6298 section 2).
 */
export const DIAL_OPTIONS = {
  /** The attempt timeout has no effect in undici unless this is set too. */
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: 2_000,
} as const;
