/* What scripts add to a page that is complete without them: sharing by the
   system's sheet, printing, listening, pictures that open large, and a memory
   for the reader's colours and text size. Nothing here moves what was there. */

const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

/* ---- Colours and text size ---- */
function keep(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch { /* No storage: the choice lasts as long as the page. */ }
}
for (const name of ["theme", "text"]) {
  const radios = findAll(`.options input[name="${name}"]`);
  const kept = root.dataset[name] ?? "";
  for (const radio of radios) {
    if (kept) radio.checked = radio.value === kept;
    radio.addEventListener("change", () => keep(name, radio.value));
  }
}

/* ---- The row of sections begins where the reader is ---- */
const here = find(".bar [aria-current]");
if (here) here.closest("ul").scrollLeft = here.offsetLeft - 32;

/* ---- Words said in place ---- */
function say(near, words) {
  const place = find(".said", near.closest(".tools"));
  place.textContent = words;
  return place;
}

/* ---- Save: in place, where somebody is logged in ---- */
for (const form of findAll("[data-save]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (!reply?.ok || !reply.url.includes("/saved")) return form.submit();
    find("span", form).textContent = form.dataset.save;
    find("button", form).disabled = true;
  });
}

/* ---- Share and print ---- */
for (const link of findAll("[data-share]")) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const url = link.dataset.share || (find('link[rel="canonical"]')?.href ?? location.href);
    const title = find("h1")?.textContent.trim() ?? document.title;
    if (navigator.share) {
      await navigator.share({ title, url }).catch(() => {});
      return;
    }
    const said = find(".said", link.closest(".tools"));
    const copied = await navigator.clipboard?.writeText(url).then(() => true, () => false);
    say(link, copied ? said.dataset.copied : `${said.dataset.failed} ${url}`);
  });
}
addEventListener("beforeprint", () => findAll('img[loading="lazy"]').forEach((image) => { image.loading = "eager"; }));
for (const button of findAll("[data-print]")) button.addEventListener("click", () => print());

/* ---- Listen ---- */
const listen = find("[data-listen]");
if (listen && "speechSynthesis" in window) {
  const speech = window.speechSynthesis;
  const stop = find("[data-listen-stop]");
  const label = find("span", listen);
  const use = find("use", listen);
  const sprite = use.getAttribute("href").split("#")[0];
  const words = { idle: label.textContent, speaking: listen.dataset.pause, paused: listen.dataset.goOn };
  const icons = { idle: "listen", speaking: "pause", paused: "play" };
  let state = "idle";
  let turn = 0;

  const become = (next) => {
    state = next;
    label.textContent = words[next];
    use.setAttribute("href", `${sprite}#${icons[next]}`);
    if (stop) stop.hidden = next === "idle";
  };
  /* One piece for each paragraph: long texts break some voices off. */
  const pieces = () =>
    findAll("h1, .story-head .standfirst, :is(.story-body, .locked) > :is(p, h2, h3, ul, ol, blockquote)", find("article[data-access]"))
      .map((element) => element.textContent.trim())
      .filter(Boolean);
  const begin = () => {
    const mine = ++turn;
    const all = pieces();
    const lang = find(".story").lang || root.lang;
    const next = (at) => {
      if (mine !== turn) return;
      if (at >= all.length) return become("idle");
      const piece = new SpeechSynthesisUtterance(all[at]);
      piece.lang = lang.includes("-") ? lang : `${lang}-IN`;
      piece.onend = () => next(at + 1);
      piece.onerror = () => mine === turn && become("idle");
      speech.speak(piece);
    };
    speech.cancel();
    become("speaking");
    next(0);
  };
  const end = () => {
    turn += 1;
    speech.cancel();
    become("idle");
  };
  listen.addEventListener("click", () => {
    if (state === "idle") return begin();
    if (state === "speaking") { speech.pause(); become("paused"); } else { speech.resume(); become("speaking"); }
  });
  stop?.addEventListener("click", () => { end(); listen.focus(); });
  addEventListener("pagehide", end);
}

/* ---- Pictures open large ---- */
for (const link of findAll("a.enlarge")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    const small = find("img", link);
    const caption = find("figcaption", link.closest("figure"))?.textContent.trim() ?? "";
    const viewer = document.createElement("dialog");
    viewer.className = "viewer";
    viewer.setAttribute("aria-label", small.alt || caption);
    const close = document.createElement("button");
    close.className = "plain small";
    close.textContent = find("[data-close]")?.dataset.close ?? "Close";
    const large = new Image(small.width, small.height);
    large.src = link.href;
    large.alt = small.alt;
    const frame = document.createElement("div");
    frame.className = "picture";
    frame.append(large);
    const words = document.createElement("p");
    words.textContent = caption;
    viewer.append(close, frame, words);
    close.addEventListener("click", () => viewer.close());
    frame.addEventListener("click", () => viewer.close());
    viewer.addEventListener("close", () => viewer.remove());
    document.body.append(viewer);
    viewer.showModal();
  });
}
