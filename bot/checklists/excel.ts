import type { checklistOperations } from '../../shared/checklist'
import type { Input, Reply } from '../../shared/operation'
import { Problem } from '../../shared/problem'
import type { Ctx } from '../core/slice'

type Operations = typeof checklistOperations
export const takeTemplate = (_: Ctx, __: Input<Operations['takeTemplate']>): Promise<Reply<Operations['takeTemplate']>> => Promise.reject(new Problem('file.notExcel'))
export const sampleTemplate = (_: Ctx, __: Input<Operations['sampleTemplate']>): Promise<Reply<Operations['sampleTemplate']>> => Promise.reject(new Problem('file.notExcel'))
