const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

type More = {
  strings?: string
  styles?: string
  properties?: string
  parts?: Record<string, string>
}
/** The parts of an .xlsx with these sheets, each as the XML that stands in it. */
export function workbook(
  sheets: readonly (string | Buffer)[],
  { strings, styles, properties = '', parts }: More = {},
): Record<string, string | Buffer> {
  const listed = sheets.map((_, n) => `<sheet name="表${n}" sheetId="${n + 1}" r:id="r${n}"/>`)
  const related = sheets.map((_, n) => relation(`r${n}`, 'worksheet', `worksheets/sheet${n}.xml`))
  if (strings) related.push(relation('texts', 'sharedStrings', 'sharedStrings.xml'))
  if (styles) related.push(relation('styles', 'styles', 'styles.xml'))
  return {
    '_rels/.rels': relations([relation('r1', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${office}">${properties}<sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(related),
    ...(strings && { 'xl/sharedStrings.xml': strings }),
    ...(styles && { 'xl/styles.xml': styles }),
    ...Object.fromEntries(sheets.map((xml, n) => [`xl/worksheets/sheet${n}.xml`, xml])),
    ...parts,
  }
}
const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
const relations = (all: readonly string[]) =>
  `<Relationships xmlns="${packaged}">${all.join('')}</Relationships>`

/** A sheet of these rows, each cell a text. */
export const sheetOf = (rows: readonly (readonly string[])[], more = '') =>
  `<worksheet xmlns="${main}"><sheetData>${rows
    .map((cells) => `<row>${cells.map(textCell).join('')}</row>`)
    .join('')}</sheetData>${more}</worksheet>`
const textCell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
