import { contract } from '../../shared/contract'
import { implement, type Slice } from '../core/slice'
import { linkTo, placeOfFile, putPart, useFiles } from './actions'
import { FileEntity, PartEntity, UploadEntity, UseEntity } from './entities'
import { removeUnused } from './uploads'

/**
 * Photos that prove something: taken in parts, kept beside the database, shown to who may see what
 * they prove.
 */
export const evidence: Slice = {
  name: 'evidence',
  entities: [FileEntity, PartEntity, UploadEntity, UseEntity],
  routes: implement(
    'files',
    { link: contract.files.link },
    { link: linkTo },
    { places: { link: placeOfFile } },
  ),
  doors: [{ name: 'files.put', operation: contract.files.put, run: putPart }],
  workers: [{ name: 'evidence.removeUnused', at: '50 * * * *', run: removeUnused }],
  on: { 'evidence.used': useFiles },
}
