import { contract } from '../../shared/contract'
import { implement, type Slice } from '../core/slice'
import { linkTo, placeOfFile, putPart, useFiles } from './actions'
import { FileEntity, LossEntity, PartEntity, UploadEntity, UseEntity } from './entities'
import { lose } from './losses'
import { removeUnused } from './uploads'

/**
 * Photos that prove something: taken in parts, kept beside the database, shown to who may see what
 * they prove.
 */
export const evidence: Slice = {
  name: 'evidence',
  entities: [FileEntity, PartEntity, UploadEntity, UseEntity, LossEntity],
  routes: implement(
    'files',
    { link: contract.files.link, lost: contract.files.lost },
    { link: linkTo, lost: lose },
    { places: { link: placeOfFile } },
  ),
  doors: [{ name: 'files.put', operation: contract.files.put, run: putPart }],
  workers: [{ name: 'evidence.removeUnused', at: '50 * * * *', run: removeUnused }],
  on: { 'evidence.used': useFiles },
}
