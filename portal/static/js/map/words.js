// Words and elements of the maps. Labels come as data; what is seen comes in a template, so that it may have furigana.

export function labels(panel) {
  try {
    return JSON.parse(panel.dataset.messages || "{}");
  } catch {
    return {};
  }
}

export function say(text, values = {}) {
  return (text || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** What the panel's template says under this name, to be appended somewhere; empty where it says nothing. */
export function shown(panel, name) {
  const words = panel?.parentElement.querySelector("template[data-map-words]")?.content;
  const found = words?.querySelector(`[data-word="${name}"]`);
  const copy = document.createDocumentFragment();
  if (found) copy.append(...found.cloneNode(true).childNodes);
  return copy;
}

export function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.append(content);
  return made;
}

/** A line that is read out whenever its words change; it must stand in the page before it speaks. */
export function speaker(className) {
  const line = element("p", className);
  line.setAttribute("role", "status");
  return line;
}

export function number(text) {
  const value = parseFloat(text);
  return Number.isFinite(value) ? value : null;
}
