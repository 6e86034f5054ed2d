import { IsNull, Not } from 'typeorm'
import { insertIfMissing } from '../core/insert'
import type { Ctx } from '../core/slice'
import { PersonEntity, SealProbeEntity } from './entities'

const name = 'phones'
/** That the key is the wrong one; a start that goes on would seal with two keys. */
class WrongSealKey extends Error {
  constructor() {
    super(
      'SEAL_KEY is not the key that the phone numbers in this database are sealed with: put that one back',
    )
  }
}

/**
 * Stops where what lies sealed in the database cannot be opened. The first start seals a probe for
 * the later ones; a database older than the probe is judged by any phone in it.
 */
export async function proveSeal(ctx: Ctx): Promise<void> {
  const probe = await ctx.db.findOneBy(SealProbeEntity, { name })
  const sealed = probe?.sealed ?? (await anyPhone(ctx))
  if (sealed && !opens(ctx, sealed)) throw new WrongSealKey()
  if (probe) return
  await insertIfMissing(ctx, SealProbeEntity, { name, sealed: ctx.seal.close(name) })
}

async function anyPhone(ctx: Ctx): Promise<string | null> {
  const person = await ctx.db.findOneBy(PersonEntity, { phoneSealed: Not(IsNull()) })
  return person?.phoneSealed ?? null
}

function opens({ seal }: Ctx, sealed: string): boolean {
  try {
    seal.open(sealed)
    return true
  } catch {
    return false
  }
}
