import { makesTables, types } from './columns'

/** Photos that will not come any more, by whom they were to come from. */
export const Losses = makesTables('Losses1790000000000', [
  {
    name: 'file_loss',
    primary: ['file_id', 'by_id'],
    index: [['at']],
    columns: { file_id: types.text(36), by_id: types.text(64), at: types.instant },
  },
])
