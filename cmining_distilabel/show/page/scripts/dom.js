"use strict";
// Elements are made by hand and filled as text only, so that no title can become markup.
function make(tag, { text, children = [], ...attributes } = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

const byId = id => document.getElementById(id);
const inWords = value => value.toLocaleString("en");
const many = (count, word) => `${inWords(count)} ${word}${count === 1 ? "" : "s"}`;
const percent = share => (share === null || share === undefined ? "" : `${Math.round(100 * share)} %`);

function button(text, onClick, attributes = {}) {
  const made = make("button", { type: "button", text, ...attributes });
  made.addEventListener("click", onClick);
  return made;
}

// A text with the names in it marked.
function marked(text, marks) {
  let at = 0;
  const parts = [];
  for (const [start, end] of marks) {
    if (start < at || end > text.length) continue;
    parts.push(text.slice(at, start), make("mark", { text: text.slice(start, end) }));
    at = end;
  }
  return [...parts, text.slice(at)];
}

const languageNames = typeof Intl.DisplayNames === "function" ? new Intl.DisplayNames(["en"], { type: "language" }) : null;

function languageName(code) {
  try { return languageNames?.of(code) ?? code; } catch { return code; }
}

function csv(value) { // a spreadsheet must not run what a cell begins with
  const text = String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function download(name, rows) {
  const text = rows.map(row => row.map(csv).join(",")).join("\r\n") + "\r\n";
  const link = make("a", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// What a reviewer said, kept in this browser under a name of this result's own.
function keep(name, empty) {
  let kept = empty;
  try { kept = { ...empty, ...JSON.parse(localStorage.getItem(name)) }; } catch { /* no storage: it lasts as long as the page */ }
  kept.save = () => { try { localStorage.setItem(name, JSON.stringify(kept)); } catch { /* as above */ } };
  return kept;
}

const fileName = (...parts) => `${parts.filter(Boolean).join("-").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "")}.csv`;
