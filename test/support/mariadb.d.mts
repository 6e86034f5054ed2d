export const mariadbPackages: string[]
export function findMariaDB(): string | null
export function startMariaDB(options?: {
  durable?: boolean
}): Promise<{ url: string; stop: () => Promise<void> }>
