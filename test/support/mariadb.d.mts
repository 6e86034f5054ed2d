export const mariadbPackages: string[]
export function findMariaDB(): string | null
export function startMariaDB(
  program?: string | null,
): Promise<{ url: string; stop: () => Promise<void> }>
