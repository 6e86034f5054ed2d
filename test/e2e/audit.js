/* global document, window, getComputedStyle */
/**
 * Runs in the page, with seen.js: what a person could not read, hit or find (ui.md §9), one line
 * each.
 */
;(seen) => {
  const found = new Set()
  const { name, isShown, texts } = seen(found, 0)

  /** Where the words of a thing really are, whatever is clipped. */
  function wordsOf(node) {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range.getBoundingClientRect()
  }

  const isOutside = (words, box) =>
    words.left < box.left - 1 ||
    words.right > box.right + 1 ||
    words.top < box.top - 1 ||
    words.bottom > box.bottom + 1

  /**
   * Sideways what does not fit is cut, unless it ends in an ellipsis; the words of a button stay
   * inside it.
   */
  function cuts() {
    for (const node of document.querySelectorAll('body *')) {
      if (!isShown(node) || node.clientWidth === 0) continue
      const { overflowX, textOverflow } = getComputedStyle(node)
      const box = node.getBoundingClientRect()
      if (textOverflow === 'ellipsis') continue
      if (overflowX === 'hidden' && node.scrollWidth > node.clientWidth + 1) {
        found.add(`cut: ${name(node)}`)
      }
      if (!node.matches('button, .stamp, .plate') || !node.textContent.trim()) continue
      if (isOutside(wordsOf(node), box)) found.add(`sticks out: ${name(node)}`)
    }
  }

  /**
   * What a finger's breadth round its middle hits must be the thing itself; what lies under a panel
   * or outside its scroll is not there now.
   */
  function targets() {
    for (const node of document.querySelectorAll(
      'button, summary, input, [role=button], .choices a',
    )) {
      if (!isShown(node)) continue
      if (!node.textContent.trim() && !node.getAttribute('aria-label') && !node.labels?.length) {
        found.add(`unnamed: ${name(node)}`)
      }
      const box = node.getBoundingClientRect()
      const x = box.left + box.width / 2
      const y = box.top + box.height / 2
      const hits = (dy) => {
        const hit = document.elementFromPoint(x, y + dy)
        return hit !== null && (hit === node || node.contains(hit))
      }
      if (!hits(0)) continue
      const reach = [-1, 1].reduce((sum, way) => {
        let n = 0
        while (n < 60 && hits((way * (n + 1)) / 2)) n++
        return sum + n / 2
      }, 0.5)
      if (reach < 43.5 && !isClipped(node)) found.add(`small, ${reach} px: ${name(node)}`)
      if (box.width < 44) found.add(`narrow, ${Math.round(box.width)} px: ${name(node)}`)
    }
  }
  function isClipped(node) {
    const box = node.getBoundingClientRect()
    for (let at = node.parentElement; at; at = at.parentElement) {
      const frame = at.getBoundingClientRect()
      if (
        getComputedStyle(at).overflowY !== 'visible' &&
        (box.top < frame.top || box.bottom > frame.bottom)
      ) {
        return true
      }
    }
    return false
  }

  texts()
  cuts()
  targets()
  const { scrollWidth, scrollHeight } = document.documentElement
  if (scrollWidth > window.innerWidth) {
    found.add(`scrolls sideways: ${scrollWidth} > ${window.innerWidth}`)
  }
  if (scrollHeight > window.innerHeight) {
    found.add(`scrolls: ${scrollHeight} > ${window.innerHeight}`)
  }
  for (const node of document.querySelectorAll('.card')) {
    if (node.querySelectorAll('.btn.main').length > 1) found.add(`two main buttons: ${name(node)}`)
  }
  return [...found]
}
