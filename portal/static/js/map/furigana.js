// Furigana of names that come as data: {漢字|かんじ}, shown where the page shows furigana too.
import { element } from "./words.js";

const MARKUP = /\{([^<>{}|&"']{1,60})\|([\u3041-\u30fe\u3000 ]{1,80})\}/g;

/** The page's own words tell: in its template they have furigana or none. */
function readersWantThem(panel) {
  const words = panel.parentElement.querySelector("template[data-map-words]")?.content;
  return Boolean(words?.querySelector("ruby"));
}

/** A name as [plain, language, marked]: its text, with readings above where it has some. */
export function named([plain, , marked], panel) {
  if (!marked || !readersWantThem(panel)) return document.createTextNode(plain);
  const whole = document.createDocumentFragment();
  let end = 0;
  for (const found of marked.matchAll(MARKUP)) {
    const ruby = element("ruby", "", found[1]);
    ruby.append(element("rp", "", "("), element("rt", "", found[2]), element("rp", "", ")"));
    whole.append(marked.slice(end, found.index), ruby);
    end = found.index + found[0].length;
  }
  whole.append(marked.slice(end));
  return whole;
}
