// What the theme leaves out for those who use a keyboard or a screen reader: a name for the search, and tables that are
// wider than the screen reached by Tab, so that the arrow keys move them. The theme wraps tables after the page is there.
// And of a session with prompts and output its copy button is to copy what was typed alone.
const complete = () => {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  for (const wide of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
    wide.tabIndex = 0;
    wide.setAttribute("role", "group");
    wide.setAttribute("aria-label", "Table");
  }
  for (const button of document.querySelectorAll(".md-code__button[data-md-type=copy]:not([data-clipboard-text])")) {
    const typed = button.closest("pre").querySelector("code").cloneNode(true);
    if (!typed.querySelector(".gp")) continue;
    for (const shown of typed.querySelectorAll(".gp, .go")) shown.remove();
    button.dataset.clipboardText = typed.textContent.split("\n").filter((line) => line.trim()).join("\n");
  }
};
complete();
new MutationObserver(complete).observe(document.querySelector(".md-content"), { childList: true, subtree: true });
