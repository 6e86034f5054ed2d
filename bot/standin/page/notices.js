import { hourMinute } from './time.js'

const troubleStays = 6_000
const part = (id) => document.getElementById(id)
let clearing

/** The server does not answer: the page stays as it was and says so. */
export function sayLost(since) {
  const banner = part('dead')
  if (!banner.hidden) return
  banner.textContent = `替身钉钉没有回答。页上是 ${hourMinute(since)} 的样子，它一回来就自己接上`
  banner.hidden = false
}

export function sayFound() {
  part('dead').hidden = true
}

/** Something was refused; the sentence goes away by itself. */
export function sayTrouble(words) {
  part('trouble').textContent = words
  part('trouble').hidden = false
  clearTimeout(clearing)
  clearing = setTimeout(() => {
    part('trouble').hidden = true
  }, troubleStays)
}
