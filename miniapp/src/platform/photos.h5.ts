import { noRoom } from '../lib/refused'

const longestEdge = 1280
const quality = 0.72

/** A photo of 4 MB becomes one of about 200 kB, and where it was taken is left out. */
export async function shrink(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(
    async () => {
      const what = (await isHeic(file))
        ? '是 HEIC 格式，请在相机设置里改成 JPG 再拍'
        : '打不开，请另选一张'
      throw new Error(`「${file.name}」${what}`)
    },
  )
  const scale = Math.min(1, longestEdge / Math.max(picture.width, picture.height))
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
  })
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return new Promise((done, fail) =>
    canvas.toBlob(
      (small) => (small ? done(small) : fail(new Error('照片没有存下来，请再拍一张'))),
      'image/jpeg',
      quality,
    ),
  )
}

/** By its first bytes, whatever it is called. */
const isHeic = async (file: Blob) =>
  /^ftyp(hei|hev|mif1|msf1)/.test(
    await file
      .slice(4, 12)
      .text()
      .catch(() => ''),
  )

/** A drawing, kept like a photo; its new id. */
export async function keepDrawing(canvas: HTMLCanvasElement): Promise<string> {
  const id = crypto.randomUUID()
  await keepPhoto(
    id,
    await new Promise<Blob>((done, fail) =>
      canvas.toBlob(
        (drawing) => (drawing ? done(drawing) : fail(new Error('签名没有存下来，请再签一次'))),
        'image/png',
      ),
    ),
  )
  return id
}

const store = 'photos'
const open = () =>
  new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open('yingji-ding', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(store)
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })

async function within<R>(
  mode: IDBTransactionMode,
  act: (photos: IDBObjectStore) => IDBRequest,
): Promise<R> {
  const database = await open()
  try {
    return await new Promise((done, fail) => {
      const transaction = database.transaction(store, mode)
      const request = act(transaction.objectStore(store))
      // A full phone takes the request, and gives the transaction up.
      transaction.oncomplete = () => done(request.result as R)
      transaction.onabort = () => fail(transaction.error)
    })
  } finally {
    database.close()
  }
}

export const keepPhoto = (id: string, photo: Blob) =>
  within('readwrite', (photos) => photos.put(photo, id)).catch(() => {
    throw new Error(noRoom)
  })
export const photoOf = async (id: string): Promise<Blob | null> =>
  (await within<Blob | undefined>('readonly', (photos) => photos.get(id))) ?? null
export const forgetPhoto = async (id: string) =>
  void (await within('readwrite', (photos) => photos.delete(id)))
