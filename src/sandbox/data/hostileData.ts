/** Text with markup, icons, links or control characters. A client must show it as plain characters. */
export interface HostileText {
  readonly name?: string;
  readonly subject: string;
  readonly message: string;
}

/** Replaces some names and messages of the generated account. Only tests have such data; the package contains none. */
export interface HostileData {
  readonly texts: readonly HostileText[];
  readonly agentName: string;
  readonly inactiveAgentSuffix: string;
}
