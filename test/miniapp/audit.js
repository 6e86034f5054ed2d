/* global document, window, getComputedStyle, NodeFilter */
/** Runs in the page: what an old person could not read or hit (ui.md §9), one line each. `least` is the smallest text allowed. */
((least) => {
  const found = new Set()
  const name = (node) => `${node.className || node.tagName} 「${(node.textContent.trim() || node.getAttribute('aria-label') || '').slice(0, 20)}」`
  const isShown = (node) => { const { width, height } = node.getBoundingClientRect(); return width > 0 && height > 0 && node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) }
  const channels = (color) => color.match(/[\d.]+/g).map(Number)
  const light = (color) => channels(color).slice(0, 3).map((it) => it / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)).reduce((sum, it, n) => sum + it * [0.2126, 0.7152, 0.0722][n], 0)
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
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement, ground = groundOf(node)
    if (!walk.currentNode.textContent.trim() || !isShown(node) || !ground) continue
    const { color, fontSize } = getComputedStyle(node), [low, high] = [light(ground), light(color)].sort((one, other) => one - other), ratio = (high + 0.05) / (low + 0.05)
    if (ratio < 4.5) found.add(`contrast ${ratio.toFixed(2)}: ${name(node)}`)
    if (parseFloat(fontSize) < least) found.add(`text of ${fontSize}: ${name(node)}`)
  }
  for (const node of document.querySelectorAll('button, input, textarea, .stamp')) {
    if (!isShown(node)) continue
    const { width, height } = node.getBoundingClientRect(), isMain = node.matches('.main, .pick, .input, .stamp')
    if (height < (isMain ? 60 : 44) - 0.5 || width < 44) found.add(`small, ${Math.round(width)} × ${Math.round(height)}: ${name(node)}`)
    if (!node.textContent.trim() && !node.getAttribute('aria-label')) found.add(`unnamed: ${name(node)}`)
    if (node.scrollWidth > node.clientWidth + 1 && !node.matches('input, textarea')) found.add(`sticks out: ${name(node)}`)
  }
  for (const node of document.querySelectorAll('.paper, .card, .foot')) if (node.querySelectorAll('.btn.main').length > 1) found.add(`two main buttons: ${name(node)}`)
  if (document.documentElement.scrollWidth > window.innerWidth) found.add(`scrolls sideways: ${document.documentElement.scrollWidth} > ${window.innerWidth}`)
  return [...found]
})
