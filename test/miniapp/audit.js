/* global document, window */
/**
 * Runs in the page, with seen.js: what an old person could not read or hit (ui.md §9), one line
 * each. `least` is the smallest text allowed.
 */
;(seen, least) => {
  const found = new Set()
  const { name, isShown, texts } = seen(found, least, { opacityProperty: true })
  /** What cannot be hit, is not named or does not fit. */
  function hit(node) {
    const { width, height } = node.getBoundingClientRect()
    const isMain = node.matches('.main, .pick, .input, .stamp')
    if (height < (isMain ? 60 : 44) - 0.5 || width < 44) {
      found.add(`small, ${Math.round(width)} × ${Math.round(height)}: ${name(node)}`)
    }
    if (!node.textContent.trim() && !node.getAttribute('aria-label')) {
      found.add(`unnamed: ${name(node)}`)
    }
    if (node.scrollWidth > node.clientWidth + 1 && !node.matches('input, textarea')) {
      found.add(`sticks out: ${name(node)}`)
    }
  }
  texts()
  for (const node of document.querySelectorAll('button, input, textarea, .stamp')) {
    if (isShown(node)) hit(node)
  }
  for (const node of document.querySelectorAll('.paper, .card, .foot')) {
    if (node.querySelectorAll('.btn.main').length > 1) found.add(`two main buttons: ${name(node)}`)
  }
  if (document.documentElement.scrollWidth > window.innerWidth) {
    found.add(`scrolls sideways: ${document.documentElement.scrollWidth} > ${window.innerWidth}`)
  }
  return [...found]
}
