/* What the pages gain with JavaScript: a choice of language, a filter by words, counts of what a filter leaves, arrow
   keys from unit to unit, addresses by offset, and a copy that is the text to the character. All else works without. */
"use strict";
(() => {
  const root = document.documentElement;
  const keep = (value) => { try { localStorage.setItem("lang", value); } catch { /* a file may keep nothing */ } };
  const kept = () => { try { return localStorage.getItem("lang"); } catch { return null; } };
  const speak = (lang) => {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-Hans" : "en";
    document.querySelectorAll(".lang-switch").forEach((button) => {
      button.hidden = false;
      button.textContent = lang === "zh" ? "English" : "中文";
      button.lang = lang === "zh" ? "en" : "zh-Hans";
      button.setAttribute("aria-label", lang === "zh" ? "English: switch to English" : "中文: 切换为中文");
    });
    document.querySelectorAll("[data-alt-zh]").forEach((picture) => {
      const said = lang === "zh" ? picture.dataset.altZh : picture.dataset.alt;
      picture.setAttribute(picture.localName === "img" ? "alt" : "aria-label", said);
      picture.setAttribute("lang", root.lang);
    });
  };
  const asked = new URLSearchParams(location.search).get("lang");
  const first = ["en", "zh"].includes(asked) ? asked : kept() || (navigator.language.startsWith("zh") ? "zh" : "en");
  speak(first);
  // a page opened from a file may not fetch the pages that a search found, so it shows their names alone
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;


  const reader = (section) => {
    const form = section.querySelector(".filters");
    const units = [...section.querySelectorAll(".u")];
    const row = document.createElement("div");
    row.className = "f";
    row.innerHTML = '<label><span class="legend en" lang="en">Words</span> <span class="legend zh" lang="zh-Hans">词语</span> ' +
      '<input type="search" class="f-word" lang="zh-Hans"></label>';
    form.insertBefore(row, form.querySelector("div.f"));
    const field = row.querySelector(".f-word");
    const asked = () => field.value.split(/\s+/).filter(Boolean);
    const has = (unit, words) => words.every((word) => unit.querySelector(".w").textContent.includes(word));
    const light = (words) => {
      if (!window.Highlight) return;
      const found = [];
      for (const unit of words.length ? units : []) {
        const walker = document.createTreeWalker(unit.querySelector(".w"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode())
          for (const word of words)
            for (let at = -1; (at = walker.currentNode.data.indexOf(word, at + 1)) >= 0;) {
              const range = new Range();
              range.setStart(walker.currentNode, at);
              range.setEnd(walker.currentNode, at + word.length);
              found.push(range);
            }
      }
      CSS.highlights.set("word", new Highlight(...found));
    };
    const boxes = (group) => [...form.querySelectorAll(`.f-${group}:checked`)].map((box) => box.id.split("-").pop());
    const count = () => {
      const groups = ["label", "speaker", "verdict"].map((group) => [group, boxes(group)]).filter(([, v]) => v.length);
      const words = asked();
      units.forEach((unit) => unit.classList.toggle("out", !has(unit, words)));
      light(words);
      const left = units.filter((unit) => !unit.classList.contains("out") && groups.every(([group, values]) =>
        unit.dataset[group].split(" ").some((value) => values.includes(value))));
      form.querySelector(".f-count").textContent = groups.length || words.length ? `${left.length} / ${units.length}` : "";
    };
    form.addEventListener("input", count);
    form.addEventListener("reset", () => setTimeout(count));
    form.addEventListener("submit", (event) => event.preventDefault());
    // what an address asks for: essay.html?label=claim&word=…, or the same behind a # where a page has no address
    const ask = (wanted) => {
      for (const group of ["label", "speaker", "verdict"])
        form.querySelectorAll(`.f-${group}`).forEach((box) => { box.checked = wanted.getAll(group).includes(box.value); });
      field.value = wanted.getAll("word").join(" ");
      count();
    };
    const asks = () => {
      if (!location.hash.startsWith("#?")) return;
      ask(new URLSearchParams(location.hash.slice(2)));
      form.scrollIntoView();
    };
    ask(new URLSearchParams(location.search));
    asks();
    addEventListener("hashchange", asks);

    const links = units.map((unit) => unit.querySelector(".l"));
    section.addEventListener("keydown", (event) => {
      const at = links.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (at < 0 || !step || event.altKey || event.ctrlKey || event.metaKey) return;
      let next = at + step;
      while (links[next] && links[next].offsetParent === null) next += step;
      if (links[next]) { event.preventDefault(); links[next].focus(); }
    });

    // the text between the ends of the selection, of what is open and shown: character for character
    section.addEventListener("copy", (event) => {
      const selection = getSelection();
      const text = section.querySelector(".text");
      if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
      const range = selection.getRangeAt(0);
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT, (node) => {
        const parent = node.parentElement;
        const fold = parent.closest("details.layer:not([open])");
        const hidden = getComputedStyle(parent.closest(".u") || parent).display === "none";
        return parent.closest("summary, details.n") || fold || hidden ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
      });
      let words = "";
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!range.intersectsNode(node)) continue;
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.data.length;
        words += node.data.slice(from, to);
      }
      if (words) { event.clipboardData.setData("text/plain", words); event.preventDefault(); }
    });
  };

  const arrive = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const fold = name && document.getElementById(name)?.closest("details");
    if (fold) fold.open = true;
    const offset = /^at-(\d+)$/.exec(name);
    if (!offset) return;
    const starts = [...document.querySelectorAll(".u")].filter((unit) => +unit.id.split("-").pop() <= +offset[1]);
    if (starts.length) location.replace(`#${starts.pop().id}`);
  };

  const passages = () => {
    const place = document.getElementById("search-results");
    const query = new URLSearchParams(location.search).get("q");
    if (!place || !query || !window.PASSAGES) return;
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = PASSAGES.filter((p) => words.every((word) => `${p.words}\n${p.label}`.toLowerCase().includes(word)));
    if (!found.length) return;
    const block = document.createElement("section");
    block.className = "passages";
    const title = document.createElement("h2");
    title.textContent = `${found.length} passages of the essay · 文章中的段落`;
    const list = document.createElement("ul");
    for (const passage of found.slice(0, 40)) {
      const link = Object.assign(document.createElement("a"), { href: `essay.html#${passage.id}`, textContent: passage.words });
      link.lang = "zh-Hans";
      const item = document.createElement("li");
      item.append(link, ` ${passage.label}`);
      list.append(item);
    }
    block.append(title, list);
    place.before(block);
  };

  document.addEventListener("DOMContentLoaded", () => {
    speak(root.dataset.lang);
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".lang-switch")) return;
      const next = root.dataset.lang === "zh" ? "en" : "zh";
      keep(next);
      speak(next);
    });
    document.querySelectorAll(".reader").forEach(reader);
    passages();
    arrive();
    addEventListener("hashchange", arrive);
    const sift = document.querySelector("input.sift");
    if (sift) sift.addEventListener("input", () => document.querySelectorAll("tbody.sifted tr").forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(sift.value.toLowerCase());
    }));
  });
})();
