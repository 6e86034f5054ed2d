// A classic script in the head, so that the page is never painted in the wrong theme first.
// Order: ?theme=, then what was chosen here before, then the system.
;(() => {
  const wanted = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem('theme')
  const system = matchMedia('(prefers-color-scheme: dark)')
  const apply = (dark) => document.documentElement.classList.toggle('dark', dark)
  apply(wanted ? wanted === 'dark' : system.matches)

  document.addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme')
    const show = () =>
      button.setAttribute(
        'aria-pressed',
        String(document.documentElement.classList.contains('dark')),
      )
    show()
    button.addEventListener('click', () => {
      localStorage.setItem(
        'theme',
        apply(!document.documentElement.classList.contains('dark')) ? 'dark' : 'light',
      )
      show()
    })
    system.addEventListener('change', (event) => {
      if (wanted || localStorage.getItem('theme')) return
      apply(event.matches)
      show()
    })
  })
})()
