/** The place and the moment of everybody's day. */
export const city = '3310'
export const wenling = `${city}/331081`
export const shitang = `${wenling}/331081105`
export const at = new Date('2026-08-12T06:41:00Z')
export const later = (days: number) => new Date(at.getTime() + days * 86_400_000)
export const warningId = '00000000-0000-4000-8000-000000000001'
export const checklistId = '00000000-0000-4000-8000-000000000002'
export const postId = '00000000-0000-4000-8000-000000000003'
export const personId = '00000000-0000-4000-8000-000000000004'
/** One that still waits for its approval. */
export const drafted = '00000000-0000-4000-8000-000000000005'
export const drill = '00000000-0000-4000-8000-000000000006'
export const ids = { warningId, checklistId, drafted, drill }
/** What the service says when the item of the shelters was handed in. */
export const handedIn = {
  checklistId,
  item: 'shelters',
  state: 'submitted',
  revision: 1,
  at: '2026-08-12T06:41:00Z',
  late: false,
}
