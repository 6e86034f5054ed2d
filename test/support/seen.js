/* global document, getComputedStyle, NodeFilter */
/**
 * What every audit starts from, in the page: how a thing is called, whether it is seen (what is
 * transparent too, unless `hidden` says otherwise), and which words are too faint or smaller than
 * `least` (ui.md §9).
 */
;(found, least, hidden = {}) => {
  const name = (node) =>
    `${node.className || node.tagName} 「${(node.textContent.trim() || node.getAttribute('aria-label') || '').slice(0, 20)}」`
  const isShown = (node) => {
    const { width, height } = node.getBoundingClientRect()
    return width > 0 && height > 0 && node.checkVisibility({ visibilityProperty: true, ...hidden })
  }
  const channels = (color) => color.match(/[\d.]+/g).map(Number)
  const light = (color) =>
    channels(color)
      .slice(0, 3)
      .map((it) => it / 255)
      .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4))
      .reduce((sum, it, n) => sum + it * [0.2126, 0.7152, 0.0722][n], 0)
  const isOpaque = (color) => channels(color).length < 4 || channels(color)[3] === 1

  /** The flat ground under a text; none where it is hatched. */
  function groundOf(node) {
    for (let at = node; at; at = at.parentElement) {
      const { backgroundImage, backgroundColor } = getComputedStyle(at)
      if (backgroundImage !== 'none') return null
      if (isOpaque(backgroundColor)) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  function texts() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
      const node = walk.currentNode.parentElement
      const ground = groundOf(node)
      if (!walk.currentNode.textContent.trim() || !isShown(node) || !ground) continue
      const { color, fontSize } = getComputedStyle(node)
      const [low, high] = [light(ground), light(color)].sort((one, other) => one - other)
      const ratio = (high + 0.05) / (low + 0.05)
      if (ratio < 4.5) found.add(`contrast ${ratio.toFixed(2)}: ${name(node)}`)
      if (parseFloat(fontSize) < least) found.add(`text of ${fontSize}: ${name(node)}`)
    }
  }
  return { name, isShown, texts }
}
