// Runs before the first paint, as a classic script, so that nobody is dazzled by the wrong theme. src/app/theme.ts owns the choice.
(() => {
  let choice = 'dark';
  try {
    choice = localStorage.getItem('watchfloor.theme') ?? 'dark';
  } catch {
    // Storage may be forbidden; dark is the default then.
  }
  const light =
    choice === 'light' || (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
