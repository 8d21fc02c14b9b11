/* Before the first paint: the reader's colours and text size, and what this browser can do. */
(function (root) {
  root.dataset.js = "speechSynthesis" in window ? "voice" : "";
  try {
    ["theme", "text"].forEach(function (name) {
      var kept = localStorage.getItem(name);
      if (/^(light|dark|s|m|l|xl)$/.test(kept)) root.dataset[name] = kept;
    });
  } catch (refused) { /* No storage: the page's own defaults stand. */ }
})(document.documentElement);
